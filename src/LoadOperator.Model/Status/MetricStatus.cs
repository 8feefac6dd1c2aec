using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

/// <summary>One metric: what was measured in every round, what was computed from it, and what that means.</summary>
public sealed record MetricStatus
{
    [Description("The metric's name, unique in the campaign; with the scenario and the step that it is of: latency.p95{step=create}.")]
    public required string Name { get; init; }

    [Description("The scenario that it is of; empty for all.")]
    public string? Scenario { get; init; }

    [Description("The step that it is of; empty for all.")]
    public string? Step { get; init; }

    [Description("The unit of the values.")]
    public required string Unit { get; init; }

    [Description("Ratio: delta is candidate ÷ control − 1. Difference: delta is candidate − control.")]
    public required Scale Scale { get; init; }

    [Description("Whether lower or higher values are better.")]
    public Better Better { get; init; } = Better.Lower;

    [Description("Whether the metric takes part in the verdict.")]
    public required bool Gate { get; init; }

    [Description("The metric's own verdict.")]
    public Verdict? Verdict { get; init; }

    [Description("How urgently a person should look.")]
    public Severity? Severity { get; init; }

    [Description("Why, in one word for programs.")]
    public string? Reason { get; init; }

    [Description("Why, in a sentence.")]
    public string? Message { get; init; }

    [Description("The control's rounds.")]
    public SideStatus? Control { get; init; }

    [Description("The candidate's rounds.")]
    public required SideStatus Candidate { get; init; }

    [Description("By how much worse the candidate may be, on the scale of delta, as it was applied.")]
    public double? Margin { get; init; }

    [Description("The test that decided: PairedLogRatio, WelchLogRatio, PairedDifference, Pooled.")]
    public string? Test { get; init; }

    [Description("The estimated difference: 0.05 is 5 % (Ratio) or 5 percentage points (Difference).")]
    public double? Delta { get; init; }

    [Description("The two-sided 95 % interval of delta.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? DeltaCi95 { get; init; }

    [Description("The one-sided bound of delta towards the worse at 1 − nonInferiorityAlpha: beyond the margin it excludes NoRegression.")]
    public double? WorstCase { get; init; }

    [Description("The two-sided p value of the test that decided.")]
    public double? PValue { get; init; }

    [Description("That p value, adjusted by Holm's method for all gating metrics of the campaign: a Regression or an Improvement is called by this one.")]
    public double? PAdjusted { get; init; }

    [Description("Welch's t test of the logs.")]
    public TestStatus? WelchLogRatio { get; init; }

    [Description("The paired t test of the logs.")]
    public TestStatus? PairedLogRatio { get; init; }

    [Description("Welch's t test of the raw values, candidate − control.")]
    public TestStatus? Welch { get; init; }

    [Description("The paired t test of the raw values, candidate − control.")]
    public TestStatus? Paired { get; init; }

    [Description("The estimate of delta by ranks, which one wild round moves little.")]
    public RankEstimateStatus? HodgesLehmann { get; init; }

    [Description("The rank-sum test, as a check on the t tests: it does not decide.")]
    public RankTestStatus? MannWhitney { get; init; }

    [Description("Comparison with a baseline: which measurements the candidate was compared with, and how much measurements of one version differ.")]
    public HistoryStatus? History { get; init; }

    [Description("The smallest true delta that this design finds with 80 % probability.")]
    public double? MinimumDetectableEffect { get; init; }

    [Description("Pairs that would decide with 80 % probability if the true delta is the one estimated; empty where 1000 would not.")]
    public int? PairsToDecide { get; init; }

    [Description("What a reader should know beside the verdict.")]
    [Items(0, 8)]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>The rounds of one side.</summary>
public sealed record SideStatus
{
    [Description("The value of every scored round, in the order of the pairs.")]
    [Items(0, 200)]
    public required IReadOnlyList<double> Values { get; init; }

    [Description("How many.")]
    public required int N { get; init; }

    [Description("Their mean.")]
    public double? Mean { get; init; }

    [Description("Their geometric mean.")]
    public double? GeometricMean { get; init; }

    [Description("Their median.")]
    public double? Median { get; init; }

    [Description("Their standard deviation ÷ mean.")]
    public double? CoefficientOfVariation { get; init; }

    [Description("Which rounds lie outside 1.5 interquartile ranges, from 1. They are kept.")]
    [Items(0, 200)]
    public IReadOnlyList<int>? Outliers { get; init; }

    [Description("errorRate, and metrics of a scenario or a step: failed requests of every round; metrics of the target: of every profiled round.")]
    [Items(0, 200)]
    public IReadOnlyList<long>? Errors { get; init; }

    [Description("errorRate, and metrics of a scenario or a step: requests of every round; metrics of the target: of every profiled round.")]
    [Items(0, 200)]
    public IReadOnlyList<long>? Requests { get; init; }
}

/// <summary>A test's figures.</summary>
public sealed record TestStatus
{
    [Description("The t statistic.")]
    public double T { get; init; }

    [Description("Its degrees of freedom.")]
    public double Df { get; init; }

    [Description("The two-sided p value.")]
    public double P { get; init; }

    [Description("Tests of logs: the ratio of geometric means less 1.")]
    public double? Delta { get; init; }

    [Description("Tests of logs: its two-sided 95 % interval.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? DeltaCi95 { get; init; }

    [Description("Tests of raw values: the two-sided 95 % interval of candidate − control.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? Ci95 { get; init; }
}

public sealed record RankEstimateStatus
{
    [Description("The estimate, on the scale of delta.")]
    public double Estimate { get; init; }

    [Description("Its two-sided 95 % interval; empty where so few rounds have none.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? Ci95 { get; init; }
}

public sealed record RankTestStatus
{
    [Description("Pairs of rounds in which the candidate's value is the larger one; ties count half.")]
    public double U { get; init; }

    [Description("The two-sided p value.")]
    public double P { get; init; }

    [Description("Whether p is exact or approximated.")]
    public bool Exact { get; init; }
}

public sealed record ObjectiveStatus
{
    [Description("The metric that is bounded, with the scenario and the step that it is of.")]
    public required string Metric { get; init; }

    [Description("The bound, as given.")]
    public required string Bound { get; init; }

    [Description("Whether it was met.")]
    public required ObjectiveState State { get; init; }

    [Description("The candidate's estimate, in the metric's unit.")]
    public double? Value { get; init; }

    [Description("Its two-sided 95 % interval.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? Ci95 { get; init; }

    [Description("The value of every scored round of the candidate.")]
    [Items(0, 200)]
    public IReadOnlyList<double>? Values { get; init; }

    [Description("Objectives for a scenario or a step: its requests in every scored round of the candidate; for the target: those of every profiled round.")]
    [Items(0, 200)]
    public IReadOnlyList<long>? Requests { get; init; }

    [Description("Objectives for a scenario or a step: those of them that failed.")]
    [Items(0, 200)]
    public IReadOnlyList<long>? Errors { get; init; }
}
