using LoadOperator.LoadGeneration.Rounds;

namespace LoadOperator.Agent;

/// <summary>Serves rounds until it is told to stop.</summary>
internal static class AgentServer
{
    public static async Task<int> RunAsync(AgentOptions options, TimeProvider clock, TextWriter output, CancellationToken cancellation)
    {
        await using var app = AgentHost.Create(options.Listen, AgentTls.FromFolder(options.TlsFolder));
        var engine = new RoundEngine(clock, options.DataFolder);
        using var rounds = new RoundRegistry(engine, app.Logger);
        await Rehearsal.RunAsync(engine, clock);
        app.MapGeneratorContract(rounds, clock);
        await app.StartAsync(cancellation);
        await AgentHost.SayWhereAsync(app, output, cancellation);
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
}
