using System.Collections.Concurrent;
using System.Text.Json;
using LoadOperator.LoadGeneration.Feeds;
using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Runs rounds, and keeps the connections to the targets between them.</summary>
/// <param name="wallClock">When rounds begin.</param>
/// <param name="feeds">The folder of the feeds that plans name, where there are any.</param>
public sealed class RoundEngine(TimeProvider wallClock, DirectoryInfo? feeds = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, IRequestDriver> _drivers = new();
    private readonly FeedFolder _feeds = new(feeds);
    private readonly Gauges _gauges = Gauges.OfThisProcess();

    /// <summary>Begins a round; it sends nothing before the plan's start.</summary>
    /// <exception cref="PlanRefusedException">The plan names what this generator does not have.</exception>
    public RoundExecution Start(RoundPlan plan)
    {
        var requests = new RequestPlan(plan, _feeds);
        var round = new RoundExecution(plan, requests, DriverOf(plan), _gauges, wallClock);
        round.Start();
        return round;
    }

    /// <summary>By its text: two plans for the same target hold lists of their own.</summary>
    private IRequestDriver DriverOf(RoundPlan plan) => _drivers.GetOrAdd(
        JsonSerializer.Serialize(new { plan.Target, plan.Connections?.Policy, plan.MostConnections }, ModelJson.Compact),
        static (_, x) => x.Plan.Target.Protocol == HttpProtocol.Http2 ? new Http2Driver(x.Plan.Target) : new ConnectionPool(x.Plan.Target, x.Descriptors, x.Plan.Connections?.Policy ?? ConnectionPolicy.Pool, x.Plan.MostConnections),
        (Plan: plan, _gauges.Descriptors));

    public void Dispose()
    {
        foreach (var driver in _drivers.Values) driver.Dispose();
    }
}
