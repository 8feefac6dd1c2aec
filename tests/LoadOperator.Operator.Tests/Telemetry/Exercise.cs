using System.Diagnostics;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Tests.Telemetry;

/// <summary>Makes everything happen once that is counted or traced.</summary>
internal static class Exercise
{
    public static readonly RoundId Round = new(1, 1, Side.Candidate);

    public static RoundMeasurement Measurement { get; } = new()
    {
        Requests = 100,
        Errors = 3,
        Values = new Dictionary<string, double>(),
        Generators = [new GeneratorHealth { Scheduled = 100, Sent = 90, Late = 2 }, new GeneratorHealth { Scheduled = 50, Sent = 50 }],
    };

    public static CampaignState After(RoundMeasurement? measurement, params string[] reasons) => new() { StartedAt = default, Rounds = [new RoundRecord(Round, measurement, reasons)] };

    public static void Everything()
    {
        RuntimeMetrics.Reconciled("LoadCampaign", TimeSpan.FromSeconds(1), isSuccess: true);
        RuntimeMetrics.Retried("LoadCampaign");
        RuntimeMetrics.Waited("LoadCampaign", TimeSpan.FromSeconds(1));
        RuntimeMetrics.WatchEnded("LoadCampaign", isBroken: true);
        RuntimeMetrics.Listed("LoadCampaign", isFirst: true);
        RuntimeMetrics.Answered("GET", 200, TimeSpan.FromSeconds(1));
        RuntimeMetrics.ObserveDepth("LoadCampaign", () => 1);
        using (RuntimeTracing.Reconcile("LoadCampaign", new EntityKey("shop", "orders")))
        {
            // Nothing to do: it is there.
        }

        var (ended, state) = (new CampaignEvent.RoundEnded(Round, Measurement), After(Measurement));
        OperatorMetrics.Happened(ended, state);
        OperatorMetrics.Ended(new LoadCampaignStatus { Phase = Phase.Completed, Verdict = Verdict.Regression });
        OperatorTracing.End(OperatorTracing.Begin(TestCampaign.Create(), new CampaignStep.WarmUp(Side.Control, 1)), new CampaignEvent.WarmUpRoundEnded(Side.Control, 1), state);
        OperatorTracing.End(OperatorTracing.Begin(TestCampaign.Create(), new CampaignStep.RunRound(Round)), ended, state);
    }

    public static ActivityListener Listen(Action<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RuntimeTracing.SourceName or OperatorTracing.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
