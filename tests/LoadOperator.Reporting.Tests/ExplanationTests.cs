using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting.Tests;

public sealed class ExplanationTests
{
    [Fact]
    public void Of_Regression_WalksThroughIt() =>
        Assert.Equal("""
            Regression (Critical): latency.p95 +7.2%

            What was compared
              latency.p95 of 127.0.0.1:2 (the candidate) against 127.0.0.1:1 (the control): one value for each of 3+3 rounds, in adjacent pairs of which chance or turns decided the order.
              The control's geometric mean is 10.0ms, the candidate's 10.7ms: +7.2%. Lower is better.

            What the noise was
              Rounds that measure the same thing differ by 1.0% on the control's side and 1.0% on the candidate's (standard deviation ÷ mean).
              With that noise the true difference lies in [+5.6%, +8.9%] with 95 % confidence.

            Why this answer
              If there were no difference, one as large as this would be seen in a share of 3e-06 of campaigns (paired t test of the log ratios).
              Because several metrics gate, each with its chance of a false alarm, p counts as 6e-06 (Holm's adjustment).
              The margin is +5.0%; at worst, by the one-sided bound of the analysis, the candidate differs by +8.6%.
              Regression: worse than the margin.

            What would change it
              A larger margin (analysis.maxRegressionPercent, or minDelta for small times), if so much slower is acceptable; or a faster candidate. More rounds of the same would only make it surer.

            The other metrics that gate
              errorRate: NoRegression.
              The campaign is Invalid if any is, else Regression, else Inconclusive, else Improvement, else NoRegression.

            """.ReplaceLineEndings(), Explanation.Of(Campaign()).ReplaceLineEndings());

    [Theory]
    [InlineData(Verdict.Inconclusive, "NotEnoughEvidence", "About 40 pairs (rounds.count) would decide")]
    [InlineData(Verdict.Inconclusive, "TooFewRequests", "More requests in each round")]
    [InlineData(Verdict.NoRegression, "MarginExcluded", "A smaller margin would ask for more proof")]
    [InlineData(Verdict.NoRegression, "WorseWithinMargin", "by less than the margin allows")]
    [InlineData(Verdict.Improvement, "SignificantlyBetter", "A smaller margin would ask for more proof")]
    [InlineData(Verdict.Invalid, "TooFewRounds", "Rounds that can be compared")]
    public void Of_EveryVerdict_SaysWhatWouldChangeIt(Verdict verdict, string reason, string advice)
    {
        var campaign = Campaign();
        campaign.Status = campaign.Status! with { Metrics = [campaign.Status.Metrics![0] with { Verdict = verdict, Reason = reason, PairsToDecide = 40 }] };

        Assert.Contains(advice, Explanation.Of(campaign), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Phase.Completed, "ControlUnhealthy")]
    [InlineData(Phase.Failed, "DeadlineExceeded")]
    public void Of_AnswerOfTheWholeCampaign_IsNotBlamedOnAMetric(Phase phase, string reason)
    {
        var campaign = Campaign();
        campaign.Status = campaign.Status! with { Phase = phase, Verdict = Verdict.Invalid, Reason = reason, Summary = "it went wrong" };

        var text = Explanation.Of(campaign);

        Assert.Contains("the campaign as a whole, whatever its metrics say: it went wrong.", text, StringComparison.Ordinal);
        Assert.Contains("A campaign in which that does not happen.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MetricByName_ExplainsThatOne() => Assert.Contains("errorRate of 127.0.0.1:2", Explanation.Of(Campaign(), "errorRate"), StringComparison.Ordinal);

    [Fact]
    public void Of_UnknownMetric_NamesThoseThereAre() =>
        Assert.Contains("'latency.p12'; there are latency.p95, errorRate", Assert.Throws<ArgumentException>(() => Explanation.Of(Campaign(), "latency.p12")).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_CandidateOnly_SaysThatNothingWasCompared()
    {
        var campaign = Campaign();
        campaign.Status = campaign.Status! with { Metrics = [campaign.Status.Metrics![0] with { Control = null, Verdict = Verdict.NotCompared }] };

        Assert.Contains("Nothing was compared", Explanation.Of(campaign), StringComparison.Ordinal);
    }

    private static LoadCampaign Campaign() => new()
    {
        Metadata = new V1ObjectMeta { Name = "orders" },
        Spec = new LoadCampaignSpec
        {
            Candidate = new Target { Url = "http://127.0.0.1:2" },
            Comparison = new Comparison { Control = new Target { Url = "http://127.0.0.1:1" } },
            Workload = new Workload { Http = new HttpRequest() },
            Load = new Load { Inject = new Inject { Rate = 1000, During = Duration.FromSeconds(2.2) } },
        },
        Status = new LoadCampaignStatus
        {
            Phase = Phase.Completed,
            Verdict = Verdict.Regression,
            Severity = Severity.Critical,
            Design = Design.Paired,
            Summary = "latency.p95 +7.2%",
            Headline = new Headline { Metric = "latency.p95", Rounds = "3/3", Against = "127.0.0.1:1" },
            Metrics =
            [
                new MetricStatus
                {
                    Name = "latency.p95", Unit = "ms", Scale = Scale.Ratio, Gate = true, Verdict = Verdict.Regression, Reason = "MarginExceeded", Message = "worse than the margin", Test = "PairedLogRatio",
                    Delta = 0.072, DeltaCi95 = [0.056, 0.089], PValue = 3e-6, PAdjusted = 6e-6, Margin = 0.05, WorstCase = 0.086,
                    Control = Side(9.9, 10, 10.1), Candidate = Side(10.6, 10.7, 10.8),
                },
                new MetricStatus
                {
                    Name = "errorRate", Unit = "fraction", Scale = Scale.Difference, Gate = true, Verdict = Verdict.NoRegression, Reason = "MarginExcluded", Test = "Pooled",
                    Delta = 0, PValue = 1, PAdjusted = 1, Margin = 0.005, Control = Side(0, 0, 0), Candidate = Side(0, 0, 0),
                },
            ],
        },
    };

    private static SideStatus Side(params double[] values) => new() { Values = values, N = values.Length, Mean = values[1], GeometricMean = values[1] > 0 ? values[1] : null, CoefficientOfVariation = 0.01 };
}
