using System.Collections.Concurrent;
using System.Text.Json;
using LoadOperator.LoadGeneration.Feeds;
using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Runs rounds, and keeps the connections to the targets between them.</summary>
/// <param name="wallClock">When rounds begin.</param>
/// <param name="feeds">The folder of the feeds that plans name, where there are any.</param>
public sealed class RoundEngine(TimeProvider wallClock, DirectoryInfo? feeds = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, IRequestDriver> _drivers = new();
    private readonly DescriptorBudget _descriptors = DescriptorBudget.OfThisProcess();
    private readonly FeedFolder _feeds = new(feeds);
    private readonly CpuThrottling _throttling = CpuThrottling.Find();

    /// <summary>Begins a round; it sends nothing before the plan's start.</summary>
    /// <exception cref="PlanRefusedException">The plan names what this generator does not have.</exception>
    public RoundExecution Start(RoundPlan plan)
    {
        var requests = new RequestPlan(plan, _feeds);
        // By its text: two plans for the same target hold lists of their own.
        var driver = _drivers.GetOrAdd(JsonSerializer.Serialize(plan.Target, ModelJson.Compact), static (_, x) => new ConnectionPool(x.Target, x.Descriptors), (plan.Target, Descriptors: _descriptors));
        var round = new RoundExecution(plan, requests, driver, _throttling, wallClock);
        round.Start();
        return round;
    }

    public void Dispose()
    {
        foreach (var driver in _drivers.Values) driver.Dispose();
    }
}
