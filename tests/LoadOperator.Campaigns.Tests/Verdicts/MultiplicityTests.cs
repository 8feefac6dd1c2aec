using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Tests.Verdicts;

/// <summary>Several gating metrics in one campaign.</summary>
public sealed class MultiplicityTests
{
    // By itself the first has p = 0.006, which three metrics make 0.017.
    private static readonly double[] Control = [100, 104, 97, 101, 99, 103, 96, 100];
    private static readonly double[] Slower = [108, 105, 109, 105, 106, 104, 110, 106];
    private static readonly double[] Same = [101, 99, 103, 98, 100, 102, 97, 104];

    [Fact]
    public void Judge_OneMetric_IsNotAdjusted()
    {
        var metric = Assert.Single(Judge((Slower, true)));

        Assert.Equal((Verdict.Regression, metric.PValue), (metric.Verdict, metric.PAdjusted));
        Assert.InRange(metric.PValue!.Value, 0.004, 0.01);
    }

    [Fact]
    public void Judge_ThreeGatingMetrics_AreHeldAgainstTheirAdjustedP()
    {
        var metrics = Judge((Slower, true), (Same, true), (Same, true));

        Assert.Equal(3 * metrics[0].PValue!.Value, metrics[0].PAdjusted!.Value, 1e-12);
        Assert.Equal(Verdict.Inconclusive, metrics[0].Verdict);
        Assert.Equal(1, metrics[1].PAdjusted);
    }

    [Fact]
    public void Judge_MetricsForInformation_DoNotCount()
    {
        var metrics = Judge((Slower, true), (Same, false), (Same, false));

        Assert.Equal((Verdict.Regression, metrics[0].PValue), (metrics[0].Verdict, metrics[0].PAdjusted));
        Assert.Null(metrics[1].PAdjusted);
    }

    [Fact]
    public void Judge_ClearRegression_SaysThatItWasAdjusted() =>
        Assert.Contains("also after Holm's adjustment for 2 metrics", Judge(([.. Slower.Select(x => x * 1.5)], true), (Same, true))[0].Message, StringComparison.Ordinal);

    // NoRegression is a claim of all metrics together, so none of them needs an adjusted level.
    [Fact]
    public void Judge_NoRegression_IsNotAdjusted()
    {
        Assert.Equal(Judge((Same, true))[0].WorstCase, Judge((Same, true), (Same, true))[1].WorstCase);
        Assert.All(Judge((Same, true), (Same, true)), m => Assert.Equal(Verdict.NoRegression, m.Verdict));
    }

    private static IReadOnlyList<MetricStatus> Judge(params (double[] Candidate, bool Gate)[] metrics) =>
        CampaignVerdict.Judge([.. metrics.Select((m, i) => new MetricInput(new MetricSpec { Name = $"latency.p{50 + i}", Gate = m.Gate }, new Analysis(), Side(Control), Side(m.Candidate)))]);

    private static SideValues Side(double[] values) => new(values, [.. values.Select(_ => 2200L)], [.. values.Select(_ => 0L)]);
}
