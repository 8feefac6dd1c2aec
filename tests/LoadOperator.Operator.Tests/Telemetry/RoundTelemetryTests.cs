using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Hosting;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Telemetry;

namespace LoadOperator.Operator.Tests.Telemetry;

public sealed class RoundTelemetryTests
{
    [Fact]
    public void Outcome_OfEachEnd_IsOneOfFewWords()
    {
        Assert.Equal("valid", RoundOutcome.Of(new CampaignEvent.RoundEnded(Exercise.Round, Exercise.Measurement), Exercise.After(Exercise.Measurement))?.Result);
        Assert.Equal("discarded", RoundOutcome.Of(new CampaignEvent.RoundEnded(Exercise.Round, Exercise.Measurement), Exercise.After(Exercise.Measurement, "late"))?.Result);
        Assert.Equal("lost", RoundOutcome.Of(new CampaignEvent.RoundLost(Exercise.Round, "gone"), Exercise.After(null, "gone"))?.Result);
        Assert.Equal("lost", RoundOutcome.Of(new CampaignEvent.GaveUp(Exercise.Round, default), Exercise.After(null, "the round did not end"))?.Result);
    }

    [Fact]
    public void Outcome_NoScoredRoundHasEnded_IsNone()
    {
        Assert.Null(RoundOutcome.Of(new CampaignEvent.WarmUpRoundEnded(Side.Control, 1), Exercise.After(Exercise.Measurement)));
        Assert.Null(RoundOutcome.Of(new CampaignEvent.GaveUp(Exercise.Round with { Pair = 2 }, default), Exercise.After(Exercise.Measurement)));
        Assert.Null(RoundOutcome.Of(new CampaignEvent.GaveUp(Exercise.Round, default), new CampaignState { StartedAt = default }));
    }

    [Fact]
    public void Census_AnyCampaigns_TellsEveryCombinationAndCountsEachCampaignOnce()
    {
        var none = CampaignCensus.Of([]).ToList();
        var some = CampaignCensus.Of(
        [
            TestCampaign.Create(),
            // Under way again: what the last run found is no verdict of this one.
            TestCampaign.Create(status: new LoadCampaignStatus { Phase = Phase.Running, Verdict = Verdict.Regression }),
            TestCampaign.Create(status: new LoadCampaignStatus { Phase = Phase.Failed }),
        ]).ToList();

        Assert.All(none, c => Assert.Equal(0, c.Count));
        Assert.Equal(none.Select(c => (c.Phase, c.Verdict)), some.Select(c => (c.Phase, c.Verdict)));
        Assert.Equal(3, some.Sum(c => c.Count));
        Assert.Equal(1, some.Single(c => c.Phase == "Running").Count);
    }

    [Fact]
    public async Task Round_Observed_IsASpanOfItsOwnAndCounted()
    {
        var spans = new ConcurrentQueue<Activity>();
        var counted = new ConcurrentQueue<(string Name, long Count)>();
        using var listener = Exercise.Listen(spans.Enqueue);
        using var meters = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == OperatorMetrics.MeterName) l.EnableMeasurementEvents(i); } };
        meters.SetMeasurementEventCallback<long>((i, count, _, _) => counted.Enqueue((i.Name, count)));
        meters.Start();
        using var reconcile = new Activity("a reconcile").Start();
        var inner = new Told();
        await using var observed = new ObservedCampaign(TestCampaign.Create("traced"), inner);

        observed.Decided(new Decision(Phase.Running, new CampaignStep.RunRound(Exercise.Round), default), new CampaignState { StartedAt = default });
        Assert.Equal("round", Activity.Current?.OperationName);
        observed.Happened(new CampaignEvent.RoundEnded(Exercise.Round, Exercise.Measurement), Exercise.After(Exercise.Measurement, "late"));

        var span = Assert.Single(spans, s => Equals(s.GetTagItem("loadoperator.campaign"), "traced"));
        Assert.Null(span.ParentId);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("discarded", span.GetTagItem("result"));
        Assert.Contains(("loadoperator.generator.arrivals.sent", 140), counted);
        Assert.Contains(("loadoperator.requests", 97), counted);
        Assert.Equal(["decided", "happened"], inner.Calls);
    }

    private sealed class Told : ICampaignObserver
    {
        public List<string> Calls { get; } = [];

        public void Decided(Decision decision, CampaignState state) => Calls.Add("decided");

        public void RoundIsUnderWay(IReadOnlyList<RoundReport> reports) => Calls.Add("under way");

        public void Happened(CampaignEvent happened, CampaignState state) => Calls.Add("happened");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
