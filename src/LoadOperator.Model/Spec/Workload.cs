using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>The requests: scenarios of steps, or the short form for one scenario of one step.</summary>
public sealed record Workload : IHasRules<Workload>
{
    [Description("Short form: one scenario of this one request.")]
    public HttpRequest? Http { get; init; }

    [Description("What users of the service do. Every arrival runs one scenario, drawn by weight.")]
    [Items(1, 32)]
    public IReadOnlyList<Scenario>? Scenarios { get; init; }

    [Description("Names with the same value in all requests: text, or a reference to a Secret, a ConfigMap or an environment variable.")]
    [Items(1, 64)]
    public IReadOnlyList<WorkloadVariable>? Variables { get; init; }

    [Description("Rows of data, of which every run of a scenario gets one: users, products.")]
    [Items(1, 8)]
    public IReadOnlyList<Feed>? Feeds { get; init; }

    [Description("The .proto files of what gRPC steps call, with those that they import (Google's own need not be here). Without it each target is asked (gRPC server reflection).")]
    [Items(1, 32)]
    public IReadOnlyList<ProtoFile>? Protos { get; init; }

    public static IReadOnlyList<Rule<Workload>> Rules { get; } =
    [
        new("", "needs exactly one of http and scenarios", "has(self.http) != has(self.scenarios)", workload => (workload.Http is null) != (workload.Scenarios is null)),
        new("protos", "every file needs a name of its own, whatever its ConfigMap or folder", Schema.Rules.NotInCel,
            workload => workload.Protos is not { } all || all.Where(p => p.ConfigMapKeyRef is not null || p.File is not null).Select(p => p.FileName).GroupBy(name => name).All(g => g.Count() == 1)),
        new("scenarios", "every scenario needs a name of its own", "!has(self.scenarios) || self.scenarios.all(s, self.scenarios.exists_one(t, t.name == s.name))",
            workload => workload.Scenarios is not { } all || all.Select(s => s.Name).Distinct().Count() == all.Count),
        new("scenarios", "may hold at most 64 steps together", "!has(self.scenarios) || self.scenarios.map(s, size(s.steps)).sum() <= 64",
            workload => workload.Scenarios is not { } all || all.Sum(s => s.Steps.Count) <= 64),
        new("variables", "every variable needs a name of its own", "!has(self.variables) || self.variables.all(v, self.variables.exists_one(w, w.name == v.name))",
            workload => workload.Variables is not { } all || all.Select(v => v.Name).Distinct().Count() == all.Count),
        new("feeds", "every feed needs a name of its own", "!has(self.feeds) || self.feeds.all(f, self.feeds.exists_one(g, g.name == f.name))",
            workload => workload.Feeds is not { } all || all.Select(f => f.Name).Distinct().Count() == all.Count),
        new("scenarios", "may not extract a value under the name of one of workload.variables", Schema.Rules.NotInCel,
            workload => workload.Variables is not { } all || !(workload.Scenarios ?? []).SelectMany(s => s.Steps).SelectMany(s => s.Extract ?? []).Any(e => all.Any(v => v.Name == e.Name))),
    ];

    [JsonIgnore]
    public bool HasGrpc => Scenarios?.Any(s => s.Steps.Any(t => t.Grpc is not null)) is true;

    /// <summary>The scenarios given, or the one that the short form stands for.</summary>
    [JsonIgnore]
    public IReadOnlyList<Scenario> EffectiveScenarios =>
        Scenarios ?? [new Scenario { Name = "default", Steps = [new Step { Name = "request", Http = Http! }] }];
}

/// <summary>Steps that run one after the other; a failed step ends the scenario.</summary>
public sealed record Scenario : IHasRules<Scenario>
{
    [Description("The scenario's name, unique in the campaign.")]
    [Length(1, 63)]
    [Format(MetricScope.NamePattern, MetricScope.AllowedName)]
    public required string Name { get; init; }

    [Description("How often the scenario is drawn, relative to the sum of all weights.")]
    [Bounds(1, 1_000_000)]
    public int Weight { get; init; } = 1;

    [Description("The steps, in order.")]
    [Items(1, 32)]
    public required IReadOnlyList<Step> Steps { get; init; }

    public static IReadOnlyList<Rule<Scenario>> Rules { get; } =
    [
        new("steps", "every step of a scenario needs a name of its own", "self.steps.all(s, self.steps.exists_one(t, t.name == s.name))",
            scenario => scenario.Steps.Select(s => s.Name).Distinct().Count() == scenario.Steps.Count),
    ];
}

public sealed record Step : IHasRules<Step>
{
    [Description("The step's name, unique in its scenario.")]
    [Length(1, 63)]
    [Format(MetricScope.NamePattern, MetricScope.AllowedName)]
    public required string Name { get; init; }

    [Description("The HTTP request that this step sends. Give this or grpc.")]
    public HttpRequest? Http { get; init; }

    [Description("The gRPC call that this step makes. Give this or http.")]
    public GrpcRequest? Grpc { get; init; }

    [Description("Parts of the answer that later steps of the scenario use.")]
    [Items(0, 16)]
    public IReadOnlyList<Extraction>? Extract { get; init; }

    [Description("How long the user waits after the answer, before the next step, or in a closed model before the next scenario. No part of any latency.")]
    public ThinkTime? ThinkTime { get; init; }

    /// <summary>What is sent over HTTP, whatever it is called.</summary>
    [JsonIgnore]
    public HttpRequest Request => Http ?? Grpc!.OnTheWire;

    public static IReadOnlyList<Rule<Step>> Rules { get; } =
    [
        new("", "needs exactly one of http and grpc", "has(self.http) != has(self.grpc)", step => (step.Http is null) != (step.Grpc is null)),
        new("extract", "every extraction of a step needs a name of its own", "!has(self.extract) || self.extract.all(e, self.extract.exists_one(f, f.name == e.name))",
            step => step.Extract is not { } all || all.Select(e => e.Name).Distinct().Count() == all.Count),
    ];
}
