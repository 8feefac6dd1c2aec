using CsCheck;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Tests.Verdicts;

/// <summary>One metric, every state it can have.</summary>
public sealed class MetricVerdictTests
{
    private static readonly double[] Base = [100.0, 101, 99, 100.5, 99.5, 100.2, 99.8, 100.1];

    [Theory]
    [InlineData(1.10, Verdict.Regression, Severity.Critical)]
    [InlineData(1.06, Verdict.Regression, Severity.Critical)]
    [InlineData(1.03, Verdict.NoRegression, Severity.None)]
    [InlineData(1.00, Verdict.NoRegression, Severity.None)]
    [InlineData(0.90, Verdict.Improvement, Severity.None)]
    public void Judge_ClearRatio_HasItsState(double ratio, Verdict verdict, Severity severity)
    {
        var metric = Judge(Base, [.. Base.Reverse().Select(x => x * ratio)]);

        Assert.Equal((verdict, severity), (metric.Verdict, metric.Severity));
        Assert.Equal("PairedLogRatio", metric.Test);
        Assert.Equal(ratio - 1, metric.Delta!.Value, 1e-9);
    }

    [Fact]
    public void Judge_ProvenSlowdownWithinTheMargin_SaysSo() => Assert.Equal("WorseWithinMargin", Judge(Base, [.. Base.Reverse().Select(x => x * 1.03)]).Reason);

    [Fact]
    public void Judge_Noise_IsInconclusiveWithWhatWouldDecide()
    {
        var metric = Judge([100, 120, 80, 110, 90, 105, 95, 100], [110, 90, 115, 85, 120, 100, 90, 112]);

        Assert.Equal((Verdict.Inconclusive, "NotEnoughEvidence"), (metric.Verdict, metric.Reason));
        Assert.True(metric.MinimumDetectableEffect > 0.1);
        Assert.InRange(metric.PairsToDecide!.Value, 9, 1000);
    }

    [Fact]
    public void Judge_LargeButUncertain_AsksForReview()
    {
        var metric = Judge([100, 120, 90, 110, 95, 105, 85, 100], [118, 119, 125, 112, 124, 108, 118, 107]);

        Assert.True(metric.Delta > 0.1 && metric.PValue is < 0.05 and >= 0.01, $"delta {metric.Delta}, p {metric.PValue}");
        Assert.Equal((Verdict.Inconclusive, Severity.Review), (metric.Verdict, metric.Severity));
    }

    [Fact]
    public void Judge_RuleTrap_IsARegressionThoughTheIntervalReachesBelowTheMargin()
    {
        var metric = Judge([100.3, 99.1, 101.2, 98.7, 100.9], [105.1, 104.2, 106.9, 103.8, 107.4]);

        Assert.Equal("WelchLogRatio", metric.Test);
        Assert.Equal(Verdict.Regression, metric.Verdict);
        Assert.True(metric.DeltaCi95![0] < 0.05);
    }

    [Fact]
    public void Judge_MinDelta_RaisesTheMargin()
    {
        var candidate = Base.Reverse().Select(x => x * 1.1).ToArray();

        Assert.Equal(Verdict.NoRegression, Judge(Base, candidate, new Analysis { MinDelta = Duration.FromMilliseconds(20) }).Verdict);
        Assert.Equal(0.2, Judge(Base, candidate, new Analysis { MinDelta = Duration.FromMilliseconds(20) }).Margin!.Value, 0.001);
    }

    [Theory]
    [InlineData(0.90, Verdict.Regression)]
    [InlineData(1.10, Verdict.Improvement)]
    public void Judge_Throughput_LessIsWorse(double ratio, Verdict verdict)
    {
        var metric = Judge(Base, [.. Base.Reverse().Select(x => x * ratio)], name: "throughput");

        Assert.Equal(verdict, metric.Verdict);
        // The margin is the mirror image on the log scale.
        Assert.Equal(1 / 1.05 - 1, metric.Margin!.Value, 1e-12);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, 2 }, Verdict.Invalid, "TooFewRounds")]
    [InlineData(new double[0], new double[0], Verdict.Invalid, "TooFewRounds")]
    [InlineData(new[] { 1.0, double.NaN, 3 }, new[] { 1.0, 2, 3 }, Verdict.Invalid, "MissingValues")]
    [InlineData(new[] { 1.0, double.PositiveInfinity, 3 }, new[] { 1.0, 2, 3 }, Verdict.Invalid, "MissingValues")]
    [InlineData(new[] { 1.0, 0, 3 }, new[] { 1.0, 2, 3 }, Verdict.Invalid, "ValueNotPositive")]
    [InlineData(new[] { 0.0, 0, 0 }, new[] { 1.0, 2, 3 }, Verdict.Invalid, "ValueNotPositive")]
    [InlineData(new[] { 5.0, 5, 5 }, new[] { 5.0, 5, 5 }, Verdict.Inconclusive, "NoSpread")]
    [InlineData(new[] { 5.0, 5, 5 }, new[] { 9.0, 9, 9 }, Verdict.Inconclusive, "NoSpread")]
    public void Judge_NothingShown_IsNeverAPass(double[] control, double[] candidate, Verdict verdict, string reason)
    {
        var metric = Judge(control, candidate);

        Assert.Equal((verdict, reason), (metric.Verdict, metric.Reason));
    }

    [Fact]
    public void Judge_ConstantRatioInPairs_HasNoSpread()
    {
        double[] control = [10, 20, 30, 40, 50, 60, 70, 80];

        Assert.Equal("NoSpread", Judge(control, [.. control.Select(x => x * 1.1)]).Reason);
    }

    [Fact]
    public void Judge_TooFewRequestsForThePercentile_CannotGate()
    {
        var metric = Judge(Base, [.. Base.Reverse()], requests: 1999);

        Assert.Equal((Verdict.Inconclusive, "TooFewRequests"), (metric.Verdict, metric.Reason));
        Assert.NotNull(metric.PValue);
    }

    [Fact]
    public void Judge_OutlierAndTwoGroups_AreNamed()
    {
        var metric = Judge([100, 101, 99, 100.5, 99.5, 100.2, 99.8, 180], [100, 100.2, 99.8, 100.1, 120, 120.2, 119.8, 120.1]);

        Assert.Equal([8], metric.Control!.Outliers!);
        Assert.Contains("the candidate's rounds fall into two groups", metric.Notes!);
    }

    [Fact]
    public void Judge_AnyValues_NeverThrowsAndSerialises() =>
        Gen.Select(Gen.Double.Array[0, 12], Gen.Double.Array[0, 12]).Sample((a, b) =>
        {
            var metric = Judge(a, b);
            System.Text.Json.JsonSerializer.Serialize(metric, ModelJson.Compact);
            return metric.Verdict is not null;
        });

    private static MetricStatus Judge(double[] control, double[] candidate, Analysis? analysis = null, string name = "latency.p95", long requests = 2200) =>
        CampaignVerdict.Judge(new MetricInput(new MetricSpec { Name = name }, analysis ?? new Analysis(), Side(control, requests), Side(candidate, requests)));

    private static SideValues Side(double[] values, long requests) => new(values, [.. values.Select(_ => requests)], [.. values.Select(_ => 0L)]);
}
