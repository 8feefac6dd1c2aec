using System.Collections.Concurrent;
using System.Net.Http.Headers;
using LoadOperator.Integration.Tests.ApiServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Integration.Tests.Installation;

/// <summary>Passes requests on to the API server, with the caller's own credentials, and remembers what was asked and what the answer was.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<ApiCall> _calls = new();
    private readonly HttpClient _http;
    private readonly WebApplication _app;

    private RecordingProxy(ApiServerFixture server)
    {
        _http = AdminHttp.Create(server.Config);
        _http.DefaultRequestHeaders.Authorization = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public IReadOnlyCollection<ApiCall> Calls => [.. _calls];

    public string Url => _app.Urls.First();

    public static async Task<RecordingProxy> StartAsync(ApiServerFixture server)
    {
        var proxy = new RecordingProxy(server);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}".TrimStart('/'));
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(context.Request.Headers.Authorization.ToString());
        request.Headers.Accept.ParseAdd(context.Request.Headers.Accept.ToString());
        if (context.Request.ContentType is { } type) request.Content = new StreamContent(context.Request.Body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        _calls.Enqueue(ApiCall.Of(context.Request.Method, context.Request.Path, $"{context.Request.QueryString}", (int)response.StatusCode));
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        // Each piece at once: a watch never ends.
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
