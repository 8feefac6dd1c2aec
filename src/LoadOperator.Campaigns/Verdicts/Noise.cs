using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>How much a metric varies between rounds and within pairs, on the log scale, and what a campaign with so many pairs would see of it.</summary>
public sealed class Noise
{
    private const int MostPairs = 1000;
    private static readonly int[] Lengths = [5, 8, 10, 15, 20, 30, 50];

    private readonly IReadOnlyList<double> _control;
    private readonly IReadOnlyList<double> _candidate;
    private readonly Analysis _analysis;

    private Noise(IReadOnlyList<double> control, IReadOnlyList<double> candidate, Analysis analysis)
    {
        (_control, _candidate, _analysis) = (Sample.Logs(control), Sample.Logs(candidate), analysis);
        PairDeviation = Math.Sqrt(Sample.Variance([.. _candidate.Zip(_control, (c, o) => c - o)]));
        RoundDeviation = Math.Sqrt((Sample.Variance(_control) + Sample.Variance(_candidate)) / 2);
    }

    /// <summary>Standard deviation of the log ratio within pairs.</summary>
    public double PairDeviation { get; }

    /// <summary>Standard deviation of the logs between the rounds of one side.</summary>
    public double RoundDeviation { get; }

    /// <summary>Correlation of the two rounds of a pair; NaN where a side does not vary.</summary>
    public double Correlation
    {
        get
        {
            double x = Sample.Mean(_control), y = Sample.Mean(_candidate);
            var covariance = _control.Zip(_candidate, (a, b) => (a - x) * (b - y)).Sum() / (_control.Count - 1);
            return covariance / Math.Sqrt(Sample.Variance(_control) * Sample.Variance(_candidate));
        }
    }

    /// <summary>The noise of a metric that was measured in pairs; null where it has none: fewer than three pairs, a value of 0, or no spread.</summary>
    public static Noise? Of(MetricStatus metric, Analysis analysis)
    {
        if (metric is not { Scale: Scale.Ratio, Control.Values: { } control, Candidate.Values: { } candidate }) return null;
        if (control.Count != candidate.Count || control.Count < Model.Spec.Rounds.Fewest || !control.Concat(candidate).All(v => v > 0)) return null;
        var noise = new Noise(control, candidate, analysis);
        return noise.PairDeviation > 0 && noise.RoundDeviation > 0 ? noise : null;
    }

    /// <summary>As it stands in a status.</summary>
    public NoiseStatus Describe(MetricStatus metric) => new()
    {
        Metric = metric.Name,
        // Of a log-normal variable: √(exp σ² − 1).
        CoefficientOfVariation = Math.Sqrt(Math.Exp(RoundDeviation * RoundDeviation) - 1),
        Correlation = MetricStatuses.Finite(Correlation),
        PairDeviation = PairDeviation,
        DiffersFromItself = metric.PValue < _analysis.Alpha,
        Detectable = [.. Lengths.Select(pairs => new DetectableStatus { Pairs = pairs, Effect = MinimumDetectableEffect(pairs) })],
    };

    /// <summary>The smallest true slowdown that so many pairs find significant, with this probability; 0.03 is 3 %.</summary>
    public double MinimumDetectableEffect(int pairs, double power = 0.8) => Math.Exp(PowerOf(pairs, margin: 0).MinimumDetectableEffect(power)) - 1;

    /// <summary>The fewest pairs that find a true slowdown significant; null where 1000 do not.</summary>
    /// <param name="effect">0.03 is 3 %.</param>
    public int? PairsToSee(double effect, double power = 0.8) => Fewest(pairs => PowerOf(pairs, margin: 0).OfRegression(Math.Log(1 + effect)) >= power);

    /// <summary>The fewest pairs that prove that an unchanged version is no slower than the margin; null where 1000 do not.</summary>
    public int? PairsToProve(double margin, double power = 0.8) => Fewest(pairs => PowerOf(pairs, Math.Log(1 + margin)).OfNoRegression(0) >= power);

    private DecisionPower PowerOf(int pairs, double margin)
    {
        var rule = new DecisionRule(margin, _analysis.Alpha, _analysis.NonInferiorityAlpha);
        var isPaired = _analysis.Test switch { TestChoice.Paired => true, TestChoice.Welch => false, _ => pairs >= CampaignLimits.FewestPairsForPairing };
        return isPaired
            ? new DecisionPower(PairDeviation / Math.Sqrt(pairs), pairs - 1, rule)
            : new DecisionPower(RoundDeviation * Math.Sqrt(2.0 / pairs), 2 * (pairs - 1), rule);
    }

    /// <summary>More pairs need not decide more often where the test changes, so each number is looked at.</summary>
    private static int? Fewest(Func<int, bool> decides)
    {
        for (var pairs = Model.Spec.Rounds.Fewest; pairs <= MostPairs; pairs++)
            if (decides(pairs)) return pairs;
        return null;
    }
}
