using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using static LoadOperator.Campaigns.Tests.TestCampaigns;

namespace LoadOperator.Campaigns.Tests.Verdicts;

/// <summary>A version against itself: no verdict, but how noisy the place is.</summary>
public sealed class SelfTestTests
{
    private static readonly CampaignPlan Itself = Plan(Spec(pairs: 10) with { Comparison = new Comparison { Mode = ComparisonMode.SelfTest } });

    [Fact]
    public void Plan_OfItself_RunsBothSidesInPairs()
    {
        Assert.Equal([Side.Control, Side.Candidate], Itself.Sides);
        Assert.Equal("itself", Itself.Against);
        Assert.Equal(10, Itself.Pairs);
    }

    [Fact]
    public void Verdict_NoDifference_TellsTheNoiseAndPassesNoGate()
    {
        var random = new Random(5);
        var status = StatusOf(Itself, Run(Itself, _ => Round(10 * Math.Exp(0.02 * Normal(random)))));

        Assert.Equal((Verdict.NotCompared, "SelfTest", Severity.None), (status.Verdict, status.Reason, status.Severity));
        Assert.Contains("between rounds", status.Summary, StringComparison.Ordinal);
        Assert.Equal("Unknown", status.Conditions!.Single(c => c.Type == "Passed").Status);
        var noise = status.Noise!.Single(n => n.Metric == "latency.p95");
        Assert.InRange(noise.CoefficientOfVariation, 0.01, 0.03);
        Assert.False(noise.DiffersFromItself);
        Assert.True(noise.Detectable.Zip(noise.Detectable.Skip(1)).Where(p => p.First.Pairs >= 8).All(p => p.Second.Effect < p.First.Effect));
    }

    [Fact]
    public void Verdict_TheSecondRoundOfAPairIsAlwaysSlower_DoesNotMatterAsOrderIsBalanced()
    {
        var random = new Random(5);
        var status = StatusOf(Itself, Run(Itself, id => Round((id.Side == Itself.Order[id.Pair - 1][1] ? 11 : 10) * Math.Exp(0.005 * Normal(random)))));

        Assert.Equal("SelfTest", status.Reason);
    }

    [Fact]
    public void Verdict_DiffersFromItself_IsForAPersonToLookAt()
    {
        var random = new Random(5);
        var status = StatusOf(Itself, Run(Itself, id => Round((id.Side == Side.Candidate ? 11 : 10) * Math.Exp(0.005 * Normal(random)))));

        Assert.Equal((Verdict.NotCompared, "DiffersFromItself", Severity.Review), (status.Verdict, status.Reason, status.Severity));
        Assert.True(status.Noise!.Single(n => n.Metric == "latency.p95").DiffersFromItself);
    }

    [Fact]
    public void Verdict_ItselfIsDown_IsInvalid() =>
        Assert.Equal(Verdict.Invalid, StatusOf(Itself, Run(Itself, id => Round(10, errors: id.Side == Side.Candidate ? 2000 : 0))).Verdict);

    /// <summary>From the power of the paired t test: for n pairs and a deviation σ of their log ratios, δ ≈ (t₁₋α/₂ + t₀.₈)·σ/√n.</summary>
    [Theory]
    [InlineData(10, 0.02, 0.0262)]
    [InlineData(30, 0.02, 0.0133)]
    public void MinimumDetectableEffect_KnownNoise_IsThatOfTheTTest(int pairs, double deviation, double expected)
    {
        var noise = NoiseOf(deviation);

        Assert.Equal(expected, noise.MinimumDetectableEffect(pairs), 0.0012);
        Assert.InRange(noise.PairsToSee(expected)!.Value, pairs - 1, pairs + 1);
    }

    [Fact]
    public void PairsToSee_HalfTheEffect_TakesAboutFourTimesThePairs()
    {
        var noise = NoiseOf(0.03);

        Assert.InRange(noise.PairsToSee(0.01)!.Value / (double)noise.PairsToSee(0.02)!.Value, 3.2, 4.2);
        Assert.Null(noise.PairsToSee(0.0001));
        Assert.InRange(noise.PairsToProve(0.05)!.Value, 3, 20);
    }

    [Fact]
    public void Of_NoPairsOrNoSpread_IsNone()
    {
        Assert.Null(Noise.Of(Metric([10, 10, 10], [10, 10, 10]), new Analysis()));
        Assert.Null(Noise.Of(Metric([10, 11], [10, 12]), new Analysis()));
        Assert.Null(Noise.Of(Metric([10, 11, 0], [10, 12, 11]), new Analysis()));
        Assert.Null(Noise.Of(Metric([10, 11, 12], [10, 12, 11]) with { Control = null }, new Analysis()));
    }

    /// <summary>Ten pairs whose log ratios have exactly this deviation.</summary>
    private static Noise NoiseOf(double deviation)
    {
        double[] shape = [-1, 1, -1, 1, -1, 1, -1, 1, -1, 1];
        var scale = deviation / Math.Sqrt(10 / 9.0);
        return Noise.Of(Metric([.. shape.Select((_, i) => 10 + 0.01 * i)], [.. shape.Select((s, i) => (10 + 0.01 * i) * Math.Exp(s * scale))]), new Analysis())!;
    }

    private static MetricStatus Metric(IReadOnlyList<double> control, IReadOnlyList<double> candidate) => new()
    {
        Name = "latency.p95",
        Unit = "ms",
        Scale = Scale.Ratio,
        Better = Better.Lower,
        Gate = true,
        Control = MetricStatuses.Describe(control),
        Candidate = MetricStatuses.Describe(candidate),
    };

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
