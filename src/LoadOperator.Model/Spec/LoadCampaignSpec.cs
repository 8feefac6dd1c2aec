using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

public sealed record LoadCampaignSpec : IHasRules<LoadCampaignSpec>, IHasReferences
{
    [Description("The version under test.")]
    public required Target Candidate { get; init; }

    [Description("What the candidate is compared with. Without it the campaign only holds the candidate to its objectives.")]
    public Comparison Comparison { get; init; } = new();

    [Description("The requests that are sent.")]
    public required Workload Workload { get; init; }

    [Description("How many requests are sent, and when. One round, all generators together.")]
    public required Load Load { get; init; }

    [Description("How often the measurement is repeated. The round is the unit of the statistics.")]
    public Rounds Rounds { get; init; } = new();

    [Description("The processes that send the load.")]
    public Generator Generator { get; init; } = new();

    [Description("How the verdict is reached.")]
    public Analysis Analysis { get; init; } = new();

    [Description("Absolute bounds on the candidate. They never change the verdict, but a missed one fails the gate.")]
    [Items(0, 32)]
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    [Description("Extra rounds, never scored, in which both sides are profiled to find out why they differ.")]
    public Profiling? Profiling { get; init; }

    [Description("What every request carries, so that it can be found in the target's own logs and traces.")]
    public Propagation? Propagation { get; init; }

    [Description("How generators reach a Service in a cluster: by its own address, or by those of the same number of ready pods on both sides.")]
    public Routing Routing { get; init; } = Routing.Service;

    [Description("The campaign fails when it has not ended after this many seconds.")]
    [Bounds(1, 604_800)]
    public long ActiveDeadlineSeconds { get; init; } = 3600;

    [Description("Holds the campaign: one that has not begun waits, one under way gives its generators back and keeps its rounds. Set to false it goes on; the time between does not count towards activeDeadlineSeconds. A campaign on one machine takes no notice of it.")]
    public bool Suspend { get; init; }

    [Description("The campaign deletes itself this many seconds after its end. Without it, it stays: under GitOps a deleted campaign is created again, and runs again.")]
    [Bounds(0, 31_536_000)]
    public int? TtlSecondsAfterFinished { get; init; }

    [Description("Any text; another one after the end starts a new run of the same campaign.")]
    [Length(1, 253)]
    public string? RestartToken { get; init; }

    [Description("What follows when the campaign has passed. From one that has not, nothing follows.")]
    public OnPassed? OnPassed { get; init; }

    /// <summary>What the candidate is run against: the control, in a self-test the candidate itself; null where nothing is compared.</summary>
    [JsonIgnore]
    public Target? EffectiveControl => Comparison.EffectiveMode switch
    {
        ComparisonMode.SideBySide => Comparison.Control,
        ComparisonMode.SelfTest => Candidate,
        _ => null,
    };

    /// <summary>Whether the candidate is compared with anything.</summary>
    [JsonIgnore]
    public bool IsCompared => Comparison.EffectiveMode != ComparisonMode.None;

    /// <summary>Whether a request may have to wait for a connection: where the number of these is limited, and where requests share them, but for users of a closed model over HTTP/1.1: these open one whenever none is free.</summary>
    [JsonIgnore]
    public bool HasQueue => Load.Connections switch
    {
        { Max: not null } => true,
        { Policy: not ConnectionPolicy.Pool } => false,
        _ => Load.HasOpenModel || Candidate.Protocol == HttpProtocol.Http2 || Comparison.Control?.Protocol == HttpProtocol.Http2,
    };

    public IEnumerable<Reference> ListReferences() =>
        ScopeReferences.Of(this).Concat(ListPlaceholders((Workload.Feeds ?? []).DistinctBy(f => f.Name).ToDictionary(f => f.Name, _ => (IReadOnlyList<string>?)null)));

    /// <summary>The variables that placeholders name.</summary>
    /// <param name="columns">The columns of each feed; null where nobody has seen its rows yet.</param>
    public IEnumerable<Reference> ListPlaceholders(IReadOnlyDictionary<string, IReadOnlyList<string>?> columns)
    {
        var known = new KnownNames([.. VariableName.OfCampaign, .. Workload.Variables?.Select(v => v.Name) ?? []], columns);
        return
        [
            .. Workload.Http is { } http ? Placeholders.Of(http, "workload.http", known) : [],
            .. Placeholders.Of(Workload.Scenarios ?? [], "workload.scenarios", known),
            .. Placeholders.Of(Propagation?.Headers ?? new Dictionary<string, string>(), "propagation.headers", known),
        ];
    }

    public static IReadOnlyList<Rule<LoadCampaignSpec>> Rules { get; } =
    [
        new("objectives", "needed when comparison.mode is None: without a control and without objectives there is nothing to decide",
            "(has(self.comparison) && (has(self.comparison.control) || has(self.comparison.baselineRef) || (has(self.comparison.mode) && self.comparison.mode != 'None'))) || (has(self.objectives) && size(self.objectives) > 0)",
            spec => spec.Comparison.EffectiveMode != ComparisonMode.None || spec.Objectives.Count > 0),
        new("onPassed", "a self-test without objectives has nothing to pass: give it objectives",
            "!has(self.onPassed) || !has(self.comparison) || !has(self.comparison.mode) || self.comparison.mode != 'SelfTest' || (has(self.objectives) && size(self.objectives) > 0)",
            spec => spec.OnPassed is null || spec.Comparison.EffectiveMode != ComparisonMode.SelfTest || spec.Objectives.Count > 0),
        new("load.connections.max", "must be at least generator.replicas: every generator needs a connection",
            "!has(self.load.connections) || !has(self.load.connections.max) || !has(self.generator) || !has(self.generator.replicas) || self.load.connections.max >= self.generator.replicas",
            spec => !(spec.Load.Connections?.Max < spec.Generator.Replicas)),
        new("candidate.protocol", "must be Http2 where a step is grpc, and so must the control's",
            "!has(self.workload.scenarios) || !self.workload.scenarios.exists(s, s.steps.exists(t, has(t.grpc))) || [self.candidate, has(self.comparison) && has(self.comparison.control) ? self.comparison.control : self.candidate].all(t, has(t.protocol) && t.protocol == 'Http2')",
            spec => !spec.Workload.HasGrpc || (spec.Candidate.Protocol == HttpProtocol.Http2 && spec.Comparison.Control?.Protocol is not HttpProtocol.Http1)),
        new("profiling", "needs a control (comparison.mode SideBySide or SelfTest): profiles are compared with those of the other side",
            "!has(self.profiling) || (has(self.comparison) && (has(self.comparison.control) || (has(self.comparison.mode) && self.comparison.mode == 'SelfTest')))",
            spec => spec.Profiling is null || spec.EffectiveControl is not null),
        .. QueueMetricRules.Of("analysis.metrics", "has(self.analysis) && has(self.analysis.metrics)", "name", spec => spec.Analysis.Metrics?.Select(m => m.Name) ?? []),
        .. QueueMetricRules.Of("objectives", "has(self.objectives)", "metric", spec => spec.Objectives.Select(o => o.Metric)),
        .. TargetMetricRules.Of("analysis.metrics", "has(self.analysis) && has(self.analysis.metrics)", "name", spec => spec.Analysis.Metrics?.Select(m => m.Name) ?? []),
        .. TargetMetricRules.Of("objectives", "has(self.objectives)", "metric", spec => spec.Objectives.Select(o => o.Metric)),
        new("comparison.verifies", "needs profiling: what the earlier campaign blamed are methods",
            "!has(self.comparison) || !has(self.comparison.verifies) || has(self.profiling)",
            spec => spec.Comparison.Verifies is null || spec.Profiling is not null),
        new("analysis.metrics", "throughput can be compared only where every simulation is a closed model (keepConstant, rampingConstant, iterationsForConstant) or a pause: in an open model the plan sets it; give it as an objective instead",
            "!has(self.analysis) || !has(self.analysis.metrics) || !self.analysis.metrics.exists(m, m.name == 'throughput') || (!has(self.load.inject) && (!has(self.load.simulations) || self.load.simulations.all(s, !has(s.inject) && !has(s.rampingInject) && !has(s.injectRandom) && !has(s.iterationsForInject))))",
            spec => !spec.Load.HasOpenModel || spec.Analysis.Metrics?.Any(m => m.Name == "throughput") is not true),
    ];
}
