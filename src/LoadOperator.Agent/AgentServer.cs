using System.Text.Json;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model;

namespace LoadOperator.Agent;

/// <summary>Serves rounds until it is told to stop.</summary>
internal static class AgentServer
{
    /// <summary>Requests in flight get this long when the agent is told to stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(AgentOptions options, TimeProvider clock, TextWriter output, CancellationToken cancellation)
    {
        var tls = new AgentTls(options.TlsFolder);
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
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Listen, listen => listen.UseHttps(tls.Configure)));

        await using var app = builder.Build();
        var engine = new RoundEngine(clock, options.FeedsFolder);
        using var rounds = new RoundRegistry(engine);
        await Rehearsal.RunAsync(engine, clock);
        app.MapGeneratorContract(rounds, clock);
        await app.StartAsync(cancellation);
        await output.WriteLineAsync(JsonSerializer.Serialize(new { listening = app.Urls.Single() }, ModelJson.Compact));
        await output.FlushAsync(cancellation);
        await StopRequestedAsync(options, cancellation);
        rounds.AbortAll();
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task StopRequestedAsync(AgentOptions options, CancellationToken cancellation)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        var closed = options.StopWithStdin ? StdinClosedAsync() : cancelled;
        await Task.WhenAny(cancelled, closed);
    }

    /// <summary>Reads on a thread of its own: standard input blocks, and on one CPU the thread pool has no thread to spare.</summary>
    private static Task StdinClosedAsync() =>
        Task.Factory.StartNew(() => Console.OpenStandardInput().CopyTo(Stream.Null), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
