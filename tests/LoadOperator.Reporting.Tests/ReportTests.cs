using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting.Tests;

public sealed class ReportTests
{
    [Fact]
    public void TextReport_Comparison_IsATableAndASentence()
    {
        var text = TextReport.Of(Campaign());

        Assert.Equal("""
            orders: 127.0.0.1:2 against 127.0.0.1:1, 3 of 3 pairs, 1 discarded

            metric       control      candidate    delta  95% interval    p      n    verdict
            latency.p95  10.0ms ± 1%  10.7ms ± 1%  +7.2%  [+5.6%, +8.9%]  3e-06  3+3  Regression

            Regression (Critical): latency.p95 +7.2% [+5.6%, +8.9%], p=3e-06, n=3+3

            """.ReplaceLineEndings(), text.ReplaceLineEndings());
    }

    [Fact]
    public void MarkdownReport_Comparison_TellsTheWholeStory()
    {
        var text = MarkdownReport.Of(Campaign());

        Assert.StartsWith("# orders: Regression\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        foreach (var part in new[] { "**Regression (Critical): latency.p95", "seed 42", "because", "| latency.p95 | 10.0ms ± 1% |", "candidate  │", "Test: PairedLogRatio" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkdownReport_Connections_SaysWhereTheTimeWent()
    {
        var campaign = Campaign();
        campaign.Spec = campaign.Spec with { Load = campaign.Spec.Load with { Connections = new Connections { Max = 16 } } };
        campaign.Status = campaign.Status! with { LatencyParts = [new LatencyPartStatus { Side = Model.Status.Side.Candidate, Part = LatencyPart.Queue, Rounds = 3, P50Ms = 0.25, P95Ms = 12, P99Ms = 1340 }] };

        var text = MarkdownReport.Of(campaign);

        Assert.Contains("- Connections: shared by all requests, 16 at the most", text, StringComparison.Ordinal);
        Assert.Contains("| waiting for a connection | candidate | 250µs | 12.0ms | 1.34s | 3 |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("errorRate", "[0.00%, 100.00%]")]
    [InlineData("throughput", "[-1.10/s, 1.77/s]")]
    public void TextReport_IntervalOfAnObjective_IsWithinWhatARateCanBe(string metric, string expected)
    {
        var campaign = Campaign();
        campaign.Status = campaign.Status! with { Objectives = [new ObjectiveStatus { Metric = metric, Bound = "at most 1%", State = ObjectiveState.Undecided, Values = [0, 0, 1], Value = 1 / 3.0, Ci95 = [-1.1, 1.77] }] };

        Assert.Contains(expected, TextReport.Of(campaign), StringComparison.Ordinal);
    }

    [Fact]
    public void TextReport_Failed_SaysWhy()
    {
        var campaign = Campaign();
        campaign.Status = campaign.Status! with { Phase = Phase.Failed, Reason = "DeadlineExceeded", Summary = "too long" };

        Assert.EndsWith("Failed, DeadlineExceeded: too long" + Environment.NewLine, TextReport.Of(campaign), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0724, Scale.Ratio, "+7.2%")]
    [InlineData(-0.5, Scale.Ratio, "-50.0%")]
    [InlineData(0.0035, Scale.Difference, "+0.35 pp")]
    [InlineData(null, Scale.Ratio, "–")]
    [InlineData(double.NaN, Scale.Ratio, "–")]
    public void Figures_Delta_ReadsWell(double? delta, Scale scale, string text) => Assert.Equal(text, Figures.Delta(delta, scale));

    [Theory]
    [InlineData(3e-6, "3e-06")]
    [InlineData(0.0421, "0.042")]
    [InlineData(0.0, "<1e-300")]
    [InlineData(1.0, "1.000")]
    public void Figures_PValue_ReadsWell(double p, string text) => Assert.Equal(text, Figures.PValue(p));

    [Theory]
    [InlineData(12.44, "ms", "12.4ms")]
    [InlineData(1500, "ms", "1.50s")]
    [InlineData(0.25, "ms", "250µs")]
    [InlineData(0.0035, "fraction", "0.35%")]
    [InlineData(498.2, "1/s", "498/s")]
    public void Figures_Value_ReadsWell(double value, string unit, string text) => Assert.Equal(text, Figures.Value(value, unit));

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
            Summary = "latency.p95 +7.2% [+5.6%, +8.9%], p=3e-06, n=3+3",
            Headline = new Headline { Metric = "latency.p95", Delta = "+7.2%", PValue = "3e-06", Rounds = "3/3", Against = "127.0.0.1:1" },
            Rounds = new RoundsStatus { Completed = 3, Planned = 3, Discarded = 1, Seed = 42, DiscardReasons = ["pair-01: because"] },
            Metrics =
            [
                new MetricStatus
                {
                    Name = "latency.p95", Unit = "ms", Scale = Scale.Ratio, Gate = true, Verdict = Verdict.Regression, Message = "worse", Test = "PairedLogRatio",
                    Delta = 0.072, DeltaCi95 = [0.056, 0.089], PValue = 3e-6, Margin = 0.05,
                    Control = Side(9.9, 10, 10.1), Candidate = Side(10.6, 10.7, 10.8),
                },
            ],
        },
    };

    private static SideStatus Side(params double[] values) => new() { Values = values, N = values.Length, GeometricMean = values[1], CoefficientOfVariation = 0.01 };
}
