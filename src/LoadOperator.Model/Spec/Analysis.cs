using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Analysis : IHasRules<Analysis>
{
    [Description("A Regression is called only when its p value is below this.")]
    [Bounds(1e-9, 0.2)]
    public double Alpha { get; init; } = 0.01;

    [Description("NoRegression is called only when a slowdown of the margin can be excluded at this level.")]
    [Bounds(1e-9, 0.2)]
    public double NonInferiorityAlpha { get; init; } = 0.05;

    [Description("The margin: how much worse than the control the candidate may be, in percent.")]
    [Bounds(0, 1000, ExclusiveMin = true)]
    public double MaxRegressionPercent { get; init; } = 5;

    [Description("Raises the margin of the times of requests where a percentage of little is too little: at least this much.")]
    [DurationBounds("0s", "1h")]
    public Duration MinDelta { get; init; } = Duration.Zero;

    [Description("A side that fails more than this share of the requests of one scored round, in percent, had an outage: the control's makes the campaign Invalid, the candidate's alone is a Regression.")]
    [Bounds(0, 100, ExclusiveMin = true)]
    public double OutagePercent { get; init; } = 10;

    [Description("Which test decides.")]
    public TestChoice Test { get; init; } = TestChoice.Auto;

    [Description("Comparison with a baseline that holds fewer than three measurements of any one image: Strict decides nothing, WithinRunOnly decides as if measurements of one version did not differ, which they do. Default: Strict.")]
    public HistoricalPolicy? HistoricalPolicy { get; init; }

    [Description("Comparison with a baseline: conditions that may differ from the baseline's, by name (environment.kernel). Each that does is noted. baseline.age accepts a newest revision older than the baseline's maxAge.")]
    [Items(0, 32)]
    public IReadOnlyList<string>? TolerateDifferences { get; init; }

    [Description("The metrics that are compared. errorRate of the whole load is added, gating, where it is not named. Default: latency.p95, gating, and latency.p50 and latency.p99, for information.")]
    [Items(1, 32)]
    public IReadOnlyList<MetricSpec>? Metrics { get; init; }

    public static IReadOnlyList<Rule<Analysis>> Rules { get; } =
    [
        new("metrics", "every metric may be named once, for each scenario and step",
            "!has(self.metrics) || self.metrics.all(m, self.metrics.exists_one(o, o.name == m.name && has(o.scenario) == has(m.scenario) && (!has(o.scenario) || o.scenario == m.scenario) && has(o.step) == has(m.step) && (!has(o.step) || o.step == m.step)))",
            analysis => analysis.Metrics is not { } all || all.Select(m => (m.Name, m.Scenario, m.Step)).Distinct().Count() == all.Count),
        new("tolerateDifferences", "allowed: " + string.Join(", ", ConditionNames.All), Schema.Rules.NotInCel, analysis => analysis.TolerateDifferences?.All(ConditionNames.All.Contains) is not false),
    ];

    /// <summary>Whether this condition may differ from the baseline's.</summary>
    public bool Tolerates(string condition) => TolerateDifferences?.Contains(condition) is true;

    /// <summary>The metrics given or the default ones, in either case with the error rate.</summary>
    [JsonIgnore]
    public IReadOnlyList<MetricSpec> EffectiveMetrics
    {
        get
        {
            var metrics = Metrics ??
            [
                new MetricSpec { Name = "latency.p95" },
                new MetricSpec { Name = "latency.p50", Gate = false },
                new MetricSpec { Name = "latency.p99", Gate = false },
            ];
            return metrics.Any(m => m is { Name: "errorRate", Scenario: null, Step: null }) ? metrics : [.. metrics, new MetricSpec { Name = MetricName.ErrorRate.Text }];
        }
    }
}

public sealed record MetricSpec : IHasRules<MetricSpec>, IScoped
{
    [Description("What is compared: latency.pNN, latency.mean, latency.max, the same of serviceTime and of its parts queue, connect, tls and firstByte, errorRate, throughput (closed model); and of what profiling sees of the targets: target.cpu, target.gcPause and target.allocation per request, and target.rss, resident memory.")]
    [Length(1, 63)]
    [Format(MetricName.Pattern, MetricName.Allowed)]
    public required string Name { get; init; }

    [Description("Only requests of this scenario. Default: of all.")]
    [Length(1, 63)]
    [Format(MetricScope.NamePattern, MetricScope.AllowedName)]
    public string? Scenario { get; init; }

    [Description("Only requests of steps of this name, in the scenario that is named or in any. Default: of all.")]
    [Length(1, 63)]
    [Format(MetricScope.NamePattern, MetricScope.AllowedName)]
    public string? Step { get; init; }

    [Description("Whether this metric takes part in the verdict, or is only shown.")]
    public bool Gate { get; init; } = true;

    [Description("The margin of this metric in percent, instead of analysis.maxRegressionPercent.")]
    [Bounds(0, 1000, ExclusiveMin = true)]
    public double? MaxRegressionPercent { get; init; }

    [Description("errorRate only: the margin in percentage points.")]
    [Bounds(0, 100, ExclusiveMin = true)]
    public double? MaxIncreasePoints { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public MetricName Metric => MetricName.Parse(Name).Within(MetricScope.Of(Scenario, Step));

    public static IReadOnlyList<Rule<MetricSpec>> Rules { get; } =
    [
        new("name", "serviceTime and its parts are measured of the whole load only: of a scenario or a step there are latency, errorRate and throughput",
            "(!has(self.scenario) && !has(self.step)) || self.name.startsWith('latency.') || self.name in ['errorRate', 'throughput']",
            metric => metric is { Scenario: null, Step: null } || MetricName.TryParse(metric.Name)?.CanBeScoped is not false),
        new("gate", "must be false for target.rss: two processes of one version differ in the memory that they hold, and no number of looks at one of each tells that from a regression; an objective can bound it",
            "self.name != 'target.rss' || (has(self.gate) && !self.gate)", metric => metric.Name != "target.rss" || !metric.Gate),
        new("maxIncreasePoints", "allowed for errorRate only", "!has(self.maxIncreasePoints) || self.name == 'errorRate'", metric => metric.MaxIncreasePoints is null || metric.Name == "errorRate"),
        new("maxRegressionPercent", "not allowed for errorRate: its margin is maxIncreasePoints", "!has(self.maxRegressionPercent) || self.name != 'errorRate'", metric => metric.MaxRegressionPercent is null || metric.Name != "errorRate"),
    ];
}
