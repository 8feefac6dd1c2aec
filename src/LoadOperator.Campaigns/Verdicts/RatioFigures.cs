using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Two samples of values above 0, compared as a ratio on the log scale: the tests, and every figure that is shown of them.</summary>
public sealed class RatioFigures
{
    private readonly IReadOnlyList<double> _control;
    private readonly IReadOnlyList<double> _candidate;

    /// <param name="control">The control's values, all above 0; at least two.</param>
    /// <param name="candidate">The candidate's values, all above 0; at least two.</param>
    /// <param name="isPaired">Whether the test of pairs decides: value i of both sides belongs together, and there are equally many.</param>
    public RatioFigures(IReadOnlyList<double> control, IReadOnlyList<double> candidate, bool isPaired)
    {
        (_control, _candidate, IsPaired) = (control, candidate, isPaired);
        (LogControl, LogCandidate) = (Sample.Logs(control), Sample.Logs(candidate));
        Welch = TTest.Welch(LogControl, LogCandidate);
        Paired = control.Count == candidate.Count ? TTest.Paired(LogControl, LogCandidate) : TTest.Undefined;
    }

    public bool IsPaired { get; }

    public IReadOnlyList<double> LogControl { get; }

    public IReadOnlyList<double> LogCandidate { get; }

    /// <summary>Welch's test of the logs.</summary>
    public TTest Welch { get; }

    /// <summary>The paired test of the logs; undefined where the sides differ in size.</summary>
    public TTest Paired { get; }

    /// <summary>The test that decides.</summary>
    public TTest Deciding => IsPaired ? Paired : Welch;

    /// <summary>Whether the values vary beyond what rounding leaves; where they do not, no t test means anything.</summary>
    public bool HasSpread
    {
        get
        {
            List<double> spread = IsPaired ? [.. Differences] : [.. LogControl.Select(x => x - LogControl[0]), .. LogCandidate.Select(x => x - LogCandidate[0])];
            return !Sample.IsConstant(spread, LogControl.Concat(LogCandidate).Max(Math.Abs));
        }
    }

    private IEnumerable<double> Differences => LogCandidate.Zip(LogControl, (n, o) => n - o);

    /// <summary>The deciding test, turned so that an increase is for the worse.</summary>
    public TTest Worse(Better better) => Deciding with { Estimate = Sign(better) * Deciding.Estimate };

    /// <summary>What is worse by <paramref name="worse"/> on the log scale, as a delta: for metrics of which more is better, the mirror image 1/(1+m) − 1.</summary>
    public static double ToDelta(double worse, Better better) => Math.Exp(Sign(better) * worse) - 1;

    /// <summary>Writes the figures into a metric.</summary>
    public MetricStatus FillIn(MetricStatus metric) => metric with
    {
        Test = IsPaired ? "PairedLogRatio" : "WelchLogRatio",
        WelchLogRatio = MetricStatuses.OfLogs(Welch),
        PairedLogRatio = MetricStatuses.OfLogs(Paired),
        Welch = MetricStatuses.OfRaw(TTest.Welch(_control, _candidate)),
        Paired = _control.Count == _candidate.Count ? MetricStatuses.OfRaw(TTest.Paired(_control, _candidate)) : null,
        Delta = Math.Exp(Deciding.Estimate) - 1,
        HodgesLehmann = MetricStatuses.OfRanks(
            IsPaired ? HodgesLehmann.OfPairs([.. Differences], 0.95) : HodgesLehmann.OfTwoSamples(LogControl, LogCandidate, 0.95),
            log => Math.Exp(log) - 1),
        MannWhitney = MetricStatuses.OfRanks(MannWhitney.Test(_control, _candidate)),
    };

    private static int Sign(Better better) => better == Better.Lower ? 1 : -1;
}
