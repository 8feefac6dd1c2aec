using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Tests.Verdicts;

/// <summary>How often simulated campaigns are judged wrongly. Seeded, with bounds three binomial standard deviations wide.</summary>
public sealed class FalseAlarmTests
{
    private const int Campaigns = 2000;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.8)]
    public void Judge_NoDifference_AlarmsInOnePercentAtMost(double correlation)
    {
        var (alarms, regressions) = Count(0.05, correlation, effect: 0, m => (m.PValue < 0.01, m.Verdict == Verdict.Regression));

        Assert.InRange(alarms, 0, 34);
        Assert.InRange(regressions, 0, 20);
    }

    [Fact]
    public void Judge_TrueFivePercent_IsCleanedInOneOfTwentyAtMost()
    {
        var (passes, _) = Count(0.03, 0, effect: 0.05, m => (m.Verdict is Verdict.NoRegression or Verdict.Improvement, false));

        Assert.InRange(passes, 0, 130);
    }

    [Theory]
    [InlineData(0.03, 0.10, 1.0)]
    [InlineData(0.05, 0.10, 0.85)]
    [InlineData(0.05, 0.075, 0.561)]
    public void Judge_RealRegression_IsFoundAsOftenAsTheFiguresSay(double cv, double effect, double power)
    {
        var (found, _) = Count(cv, 0, effect, m => (m.Verdict == Verdict.Regression, false));

        Assert.Equal(power, found / (double)Campaigns, 0.035);
    }

    /// <summary>Rounds in randomised adjacent pairs, with noise that is AR(1) in time.</summary>
    private static (int First, int Second) Count(double cv, double correlation, double effect, Func<MetricStatus, (bool First, bool Second)> judge)
    {
        var random = new Random(12345);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        int first = 0, second = 0;
        for (var campaign = 0; campaign < Campaigns; campaign++)
        {
            double[] control = new double[10], candidate = new double[10];
            var noise = Normal();
            double Next() => 1 + cv * (noise = correlation * noise + Math.Sqrt(1 - correlation * correlation) * Normal());
            for (var pair = 0; pair < 10; pair++)
            {
                var (a, b) = (Next(), Next());
                (control[pair], candidate[pair]) = random.Next(2) == 0 ? (a, b + effect) : (b, a + effect);
            }

            var (isFirst, isSecond) = judge(CampaignVerdict.Judge(new MetricInput(new MetricSpec { Name = "latency.p95" }, new Analysis(), Side(control), Side(candidate))));
            if (isFirst) first++;
            if (isSecond) second++;
        }

        return (first, second);
    }

    private static SideValues Side(double[] values) => new(values, [.. values.Select(_ => 3000L)], [.. values.Select(_ => 0L)]);
}
