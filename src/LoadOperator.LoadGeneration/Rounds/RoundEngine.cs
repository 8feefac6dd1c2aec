using System.Collections.Concurrent;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Runs rounds, and keeps the connections to the targets between them.</summary>
public sealed class RoundEngine(TimeProvider wallClock) : IDisposable
{
    private readonly ConcurrentDictionary<TargetAddress, HttpDriver> _drivers = new();
    private readonly CpuThrottling _throttling = CpuThrottling.Find();

    /// <summary>Begins a round; it sends nothing before the plan's start.</summary>
    public RoundExecution Start(RoundPlan plan)
    {
        var driver = _drivers.GetOrAdd(plan.Target, static target => new HttpDriver(target));
        var round = new RoundExecution(plan, driver, _throttling, wallClock);
        round.Start();
        return round;
    }

    public void Dispose()
    {
        foreach (var driver in _drivers.Values) driver.Dispose();
    }
}
