using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Counts;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Holds the candidate to an absolute bound: met when the whole 95 % interval lies within it, missed when all of it lies beyond.</summary>
internal static class ObjectiveJudge
{
    public static ObjectiveStatus Judge(Objective objective, SideValues candidate)
    {
        var metric = objective.FullMetric;
        var hasCounts = metric.Scope is not null || metric.TargetCounter is not null;
        var status = new ObjectiveStatus
        {
            Metric = metric.Text,
            Bound = Describe(objective),
            State = ObjectiveState.NoData,
            Values = [.. candidate.Values.Where(double.IsFinite)],
            Requests = hasCounts ? candidate.Requests : null,
            Errors = hasCounts ? candidate.Errors : null,
        };
        if (candidate.Values.Count < Model.Spec.Rounds.Fewest || !candidate.Values.All(double.IsFinite)) return status;
        var (value, interval) = Estimate(metric, candidate);
        var (bound, higherIsBetter) = BoundOf(objective);
        var (best, worst) = higherIsBetter ? (interval.High, interval.Low) : (interval.Low, interval.High);
        var canBeMet = candidate.Requests.Min() >= metric.RequiredObservations;
        bool Meets(double x) => higherIsBetter ? x >= bound : x <= bound;
        return status with
        {
            Value = MetricStatuses.Finite(value),
            Ci95 = MetricStatuses.Pair(interval),
            State = !double.IsFinite(worst) || !double.IsFinite(best) ? ObjectiveState.NoData
                : Meets(worst) ? (canBeMet ? ObjectiveState.Met : ObjectiveState.Undecided)
                : !Meets(best) ? ObjectiveState.Missed
                : ObjectiveState.Undecided,
        };
    }

    private static (double Value, Interval Interval) Estimate(MetricName metric, SideValues candidate)
    {
        var values = candidate.Values;
        if ((metric.IsTime || metric.TargetCounter is not null) && values.All(x => x > 0))
        {
            var logs = Sample.Logs(values);
            var mean = Math.Exp(Sample.Mean(logs));
            return (mean, Sample.IsConstant(logs, logs.Max(Math.Abs)) ? new Interval(mean, mean) : TTest.OneSample(logs).Confidence(0.95).Map(Math.Exp));
        }

        if (metric.Family == MetricFamily.ErrorRate && Sample.IsConstant(values, 1))
        {
            long errors = candidate.Errors.Sum(), requests = candidate.Requests.Sum();
            return ((double)errors / requests, new Interval(Binomial.LowerBound(errors, requests, 0.975), Binomial.UpperBound(errors, requests, 0.975)));
        }

        var average = Sample.Mean(values);
        return (average, Sample.IsConstant(values, Math.Abs(average)) ? new Interval(average, average) : TTest.OneSample(values).Confidence(0.95));
    }

    private static (double Bound, bool HigherIsBetter) BoundOf(Objective objective) => objective switch
    {
        { MaxDuration: { } duration } => (duration.Milliseconds, false),
        { MaxPercent: { } percent } => (percent / 100, false),
        { MaxSize: { } size } => (size.ToDouble(), false),
        _ => (objective.MinPerSecond ?? double.NaN, true),
    };

    private static string Describe(Objective objective) => objective switch
    {
        { MaxDuration: { } duration } => $"at most {duration}",
        { MaxPercent: { } percent } => FormattableString.Invariant($"at most {percent}%"),
        { MaxSize: { } size } => $"at most {size}",
        _ => FormattableString.Invariant($"at least {objective.MinPerSecond}/s"),
    };
}
