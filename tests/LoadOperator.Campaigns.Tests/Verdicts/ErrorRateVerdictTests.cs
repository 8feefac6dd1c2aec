using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Tests.Verdicts;

public sealed class ErrorRateVerdictTests
{
    [Fact]
    public void Judge_NoErrorsAtAll_IsNoRegressionByPooledCounts()
    {
        var metric = Judge([0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal((Verdict.NoRegression, "Pooled"), (metric.Verdict, metric.Test));
        Assert.Equal(1, metric.PValue);
    }

    [Fact]
    public void Judge_NoErrorsInFewRequests_IsInconclusive() => Assert.Equal(Verdict.Inconclusive, Judge([0, 0, 0], [0, 0, 0], requests: 50).Verdict);

    [Fact]
    public void Judge_EverythingFails_IsARegression()
    {
        var metric = Judge([0, 0, 0, 0], [2200, 2200, 2200, 2200]);

        Assert.Equal((Verdict.Regression, Severity.Critical, "Pooled"), (metric.Verdict, metric.Severity, metric.Test));
        Assert.Equal(1, metric.Delta);
    }

    [Fact]
    public void Judge_TwoPercentMore_IsARegressionByPairs()
    {
        var metric = Judge([1, 0, 2, 1, 0, 1, 0, 2], [44, 50, 40, 46, 43, 48, 45, 41]);

        Assert.Equal((Verdict.Regression, "PairedDifference"), (metric.Verdict, metric.Test));
        Assert.Equal(0.005, metric.Margin);
    }

    [Fact]
    public void Judge_WithinTheMargin_IsNoRegression() => Assert.Equal(Verdict.NoRegression, Judge([1, 0, 2, 1, 0, 1, 0, 2], [2, 3, 1, 4, 2, 3, 2, 1]).Verdict);

    [Fact]
    public void Judge_FewerErrors_IsAnImprovement() => Assert.Equal(Verdict.Improvement, Judge([44, 50, 40, 46, 43, 48, 45, 41], [1, 0, 2, 1, 0, 1, 0, 2]).Verdict);

    [Fact]
    public void Judge_NoRequests_IsInvalid() => Assert.Equal(Verdict.Invalid, Judge([0, 0, 0], [0, 0, 0], requests: 0).Verdict);

    private static MetricStatus Judge(long[] control, long[] candidate, long requests = 2200) =>
        CampaignVerdict.Judge(new MetricInput(new MetricSpec { Name = "errorRate" }, new Analysis(), Side(control, requests), Side(candidate, requests)));

    private static SideValues Side(long[] errors, long requests) => new([.. errors.Select(e => (double)e / requests)], [.. errors.Select(_ => requests)], errors);
}
