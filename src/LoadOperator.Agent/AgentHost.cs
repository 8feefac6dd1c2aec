using System.Net;
using System.Text.Json;
using LoadOperator.Model;

namespace LoadOperator.Agent;

/// <summary>The server that rounds, profiles and files are served by.</summary>
internal static class AgentHost
{
    /// <summary>Requests in flight get this long when the agent is told to stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    /// <param name="tls">Null for one that serves in plain.</param>
    public static WebApplication Create(IPEndPoint address, AgentTls? tls)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // The settings of whatever service lives in the current folder, or in this environment, are not the agent's.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        // Log lines must not mix with the address that the parent reads from standard output.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        // A terminal sends Ctrl-C to children too; ending is the parent's decision, told by standard input or SIGTERM.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = ModelJson.Compact.DefaultIgnoreCondition;
            json.SerializerOptions.NumberHandling = ModelJson.Compact.NumberHandling;
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, listen =>
        {
            if (tls is not null) listen.UseHttps(tls.Configure);
        }));
        return builder.Build();
    }

    public static async Task SayWhereAsync(WebApplication app, TextWriter output, CancellationToken cancellation)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(new { listening = app.Urls.Single() }, ModelJson.Compact));
        await output.FlushAsync(cancellation);
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
