using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>A real HTTP/2 server on loopback: the framework's.</summary>
internal sealed class Http2Server : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Http2Server(WebApplication application) => _application = application;

    public string Url => _application.Urls.Single();

    /// <param name="answer">How it answers.</param>
    /// <param name="certificate">With one, it speaks TLS.</param>
    /// <param name="streams">How many requests a connection may carry at a time.</param>
    public static Task<Http2Server> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null, int streams = 100) =>
        StartAsync(WebApplication.CreateEmptyBuilder(new WebApplicationOptions()), application => application.Run(answer), certificate, streams);

    /// <summary>One with a service of gRPC's own.</summary>
    public static Task<Http2Server> StartGrpcAsync<TService>(TService service)
        where TService : class
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(service);
        return StartAsync(builder, application => application.MapGrpcService<TService>(), null, 100);
    }

    private static async Task<Http2Server> StartAsync(WebApplicationBuilder builder, Action<WebApplication> map, X509Certificate2? certificate, int streams)
    {
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = streams;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        var application = builder.Build();
        map(application);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new Http2Server(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
