using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;

namespace LoadOperator.Agent;

/// <summary>The rounds that this agent knows: at most one under way, and ended ones until they are acknowledged.</summary>
internal sealed partial class RoundRegistry(RoundEngine engine, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RoundExecution> _rounds = [];

    /// <summary>The files that plans may name, with their digests.</summary>
    public IReadOnlyDictionary<string, string>? Files => engine.Files;

    /// <summary>Learns what a plan leaves for the target to say. To be done before it is planned.</summary>
    public Task LearnAsync(RoundPlan plan, CancellationToken cancellation) => engine.LearnAsync(plan, cancellation);

    /// <summary>Plans a round, once per id; null while another one is under way.</summary>
    public RoundExecution? Plan(RoundPlan plan)
    {
        lock (_lock)
        {
            if (_rounds.TryGetValue(plan.Id, out var known)) return known;
            if (_rounds.Values.Any(r => !r.Report().HasEnded)) return null;
            var round = _rounds[plan.Id] = engine.Start(plan);
            _ = LogFailureAsync(plan.Id, round);
            return round;
        }
    }

    public RoundExecution? Find(string id)
    {
        lock (_lock) return _rounds.GetValueOrDefault(id);
    }

    /// <summary>Ends a round if need be, and forgets it.</summary>
    /// <returns>The final report, or null where the id is not known.</returns>
    public async Task<RoundReport?> RemoveAsync(string id)
    {
        var round = Find(id);
        if (round is null) return null;
        round.Abort();
        var report = await round.Completion.ConfigureAwait(false);
        lock (_lock) _rounds.Remove(id);
        round.Dispose();
        return report;
    }

    public void AbortAll()
    {
        lock (_lock)
            foreach (var round in _rounds.Values) round.Abort();
    }

    /// <summary>Ends what is under way, and closes every connection.</summary>
    public void Dispose() => engine.Dispose();

    private async Task LogFailureAsync(string id, RoundExecution round)
    {
        await round.Completion.ConfigureAwait(false);
        if (round.Fault is { } fault) LogFailure(id, fault);
    }

    [LoggerMessage(1, LogLevel.Error, "round {Id} failed")]
    private partial void LogFailure(string id, Exception exception);
}
