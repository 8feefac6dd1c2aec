using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Turns figures into the status's shapes. Numbers that do not exist are left out: JSON has none for them.</summary>
public static class MetricStatuses
{
    public static MetricStatus Describe(MetricInput input, Scale scale) => new()
    {
        Name = input.Name.Text,
        Scenario = input.Name.Scope?.Scenario,
        Step = input.Name.Scope?.Step,
        Unit = input.Name.Unit,
        Scale = scale,
        Better = input.Name.Family == MetricFamily.Throughput ? Better.Higher : Better.Lower,
        Gate = input.Spec.Gate,
        Control = Describe(input.Control, input.Name),
        Candidate = Describe(input.Candidate, input.Name),
    };

    public static SideStatus Describe(SideValues side, MetricName metric)
    {
        var status = Describe(side.Values);
        if (metric.Family == MetricFamily.ErrorRate) status = status with { GeometricMean = null };
        // Those of the whole load stand with its error rate, once; profiled rounds have their own.
        return metric.Family == MetricFamily.ErrorRate || metric.Scope is not null || metric.TargetCounter is not null ? status with { Errors = side.Errors, Requests = side.Requests } : status;
    }

    /// <summary>One side's values; those that are no numbers are left out.</summary>
    public static SideStatus Describe(IReadOnlyList<double> side)
    {
        var values = side.Where(double.IsFinite).ToList();
        return new SideStatus
        {
            Values = values,
            N = values.Count,
            Mean = Finite(Sample.Mean(values)),
            GeometricMean = Finite(Sample.GeometricMean(values)),
            Median = Finite(Sample.Median(values)),
            CoefficientOfVariation = Finite(Sample.CoefficientOfVariation(values)),
            Outliers = Sample.Outliers(values) is { Count: > 0 } outliers ? [.. outliers.Select(i => i + 1)] : null,
        };
    }

    public static MetricStatus Undecidable(this MetricStatus metric, Verdict verdict, string reason, string message) =>
        metric with { Verdict = verdict, Severity = Severity.None, Reason = reason, Message = message };

    /// <summary>What bars any verdict, whatever the scale; null where nothing does.</summary>
    public static MetricStatus? Unfit(MetricInput input, MetricStatus metric)
    {
        if (input.Name.TargetCounter is not null) return TargetValues.Unfit(input, metric);
        var (control, candidate) = (input.Control.Values, input.Candidate.Values);
        if (Math.Min(control.Count, candidate.Count) < Model.Spec.Rounds.Fewest)
            return metric.Undecidable(Verdict.Invalid, "TooFewRounds", $"{control.Count}+{candidate.Count} rounds; a verdict needs {Model.Spec.Rounds.Fewest} a side");
        if (input.Name.Scope is { } scope && input.Control.Requests.Concat(input.Candidate.Requests).Any(n => n == 0))
            return metric.Undecidable(Verdict.Inconclusive, "TooFewRequests", $"some rounds have no request of {scope}");
        if (input.Name.IsPart && !control.Concat(candidate).All(double.IsFinite))
            return metric.Undecidable(Verdict.Inconclusive, "TooFewRequests", "in some rounds no request had this part of its time");
        if (!control.Concat(candidate).All(double.IsFinite))
            return metric.Undecidable(Verdict.Invalid, "MissingValues", "some rounds have no value");
        return null;
    }

    public static TestStatus? OfRaw(TTest test) => test.IsDefined ? Figures(test) with { Ci95 = Pair(test.Confidence(0.95)) } : null;

    public static TestStatus? OfLogs(TTest test) =>
        test.IsDefined ? Figures(test) with { Delta = Math.Exp(test.Estimate) - 1, DeltaCi95 = Pair(test.Confidence(0.95).Map(x => Math.Exp(x) - 1)) } : null;

    public static RankEstimateStatus OfRanks(HodgesLehmann ranks, Func<double, double> toDelta) => new()
    {
        Estimate = toDelta(ranks.Estimate),
        Ci95 = ranks.Interval is { } interval ? Pair(interval.Map(toDelta)) : null,
    };

    public static RankTestStatus OfRanks(MannWhitney test) => new() { U = test.U, P = test.P, Exact = test.IsExact };

    public static double? Finite(double value) => double.IsFinite(value) ? value : null;

    public static IReadOnlyList<double>? Pair(Interval interval) =>
        double.IsFinite(interval.Low) && double.IsFinite(interval.High) ? [interval.Low, interval.High] : null;

    private static TestStatus Figures(TTest test) => new() { T = test.T, Df = test.Df, P = test.P };
}
