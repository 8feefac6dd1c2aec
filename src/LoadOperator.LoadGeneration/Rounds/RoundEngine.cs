using System.Collections.Concurrent;
using System.Text.Json;
using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Http1;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Runs rounds, and keeps the connections to the targets between them.</summary>
/// <param name="wallClock">When rounds begin.</param>
/// <param name="data">The folder of the files that plans name, where there are any.</param>
public sealed class RoundEngine(TimeProvider wallClock, DirectoryInfo? data = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, IRequestDriver> _drivers = new();
    private readonly DataFolder _data = new(data);
    private readonly ConcurrentDictionary<string, ProtoSchema> _learned = new();
    private readonly ConcurrentDictionary<RoundExecution, bool> _rounds = new();
    private readonly EventLoops _loops = new();
    private readonly Gauges _gauges = Gauges.OfThisProcess();
    private volatile bool _isDisposed;

    /// <summary>The SHA-256 of each of these files, as it is read for rounds; null without a folder.</summary>
    public IReadOnlyDictionary<string, string>? Files => _data.Digests();

    /// <summary>Asks the target what its gRPC services are, once, where a plan calls some and brings no .proto files.</summary>
    /// <exception cref="PlanRefusedException">The target does not say.</exception>
    public async Task LearnAsync(RoundPlan plan, CancellationToken cancellation)
    {
        var methods = MethodsOf(plan);
        if (plan.Protos is not null || methods.Count == 0 || _learned.ContainsKey(QuestionOf(plan))) return;
        Learn(plan, await ServerReflection.AskAsync(plan.Target, _loops, methods, cancellation).ConfigureAwait(false));
    }

    /// <summary>Takes it as known what the gRPC services of a plan's target are.</summary>
    internal void Learn(RoundPlan plan, ProtoSchema schema) => _learned[QuestionOf(plan)] = schema;

    private static List<string> MethodsOf(RoundPlan plan) => [.. plan.Scenarios.SelectMany(s => s.Steps).Where(s => s.Grpc is not null).Select(s => s.Grpc!.Method)];

    private static string QuestionOf(RoundPlan plan) => JsonSerializer.Serialize(new { plan.Target.Url, plan.Target.Tls, Methods = MethodsOf(plan) }, ModelJson.Compact);

    /// <summary>Begins a round; it sends nothing before the plan's start.</summary>
    /// <exception cref="PlanRefusedException">The plan names what this generator does not have.</exception>
    public RoundExecution Start(RoundPlan plan)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var requests = new RequestPlan(plan, _data, _learned.GetValueOrDefault(QuestionOf(plan)));
        var driver = DriverOf(plan);
        // Those of the other side, or of an earlier campaign, would leave this side's arrivals waiting.
        if (_gauges.Descriptors.IsTight) foreach (var other in _drivers.Values.Where(d => d != driver)) other.CloseResting();
        var round = new RoundExecution(plan, requests, driver, _loops, _gauges, wallClock);
        _rounds[round] = true;
        _ = round.Completion.ContinueWith((_, ended) => _rounds.TryRemove((RoundExecution)ended!, out bool _), round, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        round.Start();
        return round;
    }

    /// <summary>A target as this generator goes round it: from where the part of those before it leaves off, as the few connections of each would otherwise all lead to the first endpoints.</summary>
    private static TargetAddress TargetOf(RoundPlan plan) =>
        plan.Target.Endpoints is { Count: > 1 } all && plan.FirstConnection % all.Count is > 0 and var first ? plan.Target with { Endpoints = [.. all.Skip(first), .. all.Take(first)] } : plan.Target;

    /// <summary>By its text: two plans for the same target hold lists of their own.</summary>
    private IRequestDriver DriverOf(RoundPlan plan) => _drivers.GetOrAdd(
        JsonSerializer.Serialize(new { Target = TargetOf(plan), plan.Connections?.Policy, plan.MostConnections }, ModelJson.Compact),
        static (_, x) => x.Plan.Target.Protocol == HttpProtocol.Http2
            ? new Http2Driver(TargetOf(x.Plan), x.Loops, x.Descriptors, x.Plan.Connections?.Policy ?? ConnectionPolicy.Pool, x.Plan.MostConnections)
            : new ConnectionPool(TargetOf(x.Plan), x.Loops, x.Descriptors, x.Plan.Connections?.Policy ?? ConnectionPolicy.Pool, x.Plan.MostConnections),
        (Plan: plan, Loops: _loops, _gauges.Descriptors));

    /// <summary>Ends the rounds that are under way, and closes every connection.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        foreach (var round in _rounds.Keys) round.Dispose();
        foreach (var driver in _drivers.Values) driver.Dispose();
        _loops.Dispose();
    }
}
