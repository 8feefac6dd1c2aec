using System.Diagnostics.Metrics;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Telemetry;

/// <summary>What the operator counts of campaigns, in one meter. No campaign has a series of its own. docs/reference/telemetry.md lists it.</summary>
internal static class OperatorMetrics
{
    public const string MeterName = "LoadOperator.Operator";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>("loadoperator.campaigns.ended", "{campaign}", "Campaigns that ended, by verdict.");
    private static readonly Counter<long> Rounds = Meter.CreateCounter<long>("loadoperator.rounds", "{round}", "Scored rounds that ended: valid ones, those discarded for the generator's sake, and those lost with it.");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("loadoperator.requests", "{request}", "Requests of scored rounds, by how they ended.");
    private static readonly Counter<long> Scheduled = Meter.CreateCounter<long>("loadoperator.generator.arrivals.scheduled", "{request}", "Arrivals that scored rounds had scheduled (open model).");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("loadoperator.generator.arrivals.sent", "{request}", "Scheduled arrivals that were sent; where they are fewer, the generator was the bottleneck.");
    private static readonly Counter<long> Late = Meter.CreateCounter<long>("loadoperator.generator.arrivals.late", "{request}", "Arrivals sent noticeably later than they were due.");

    private static Func<IEnumerable<LoadCampaign>> _campaigns = () => [];

    static OperatorMetrics() =>
        Meter.CreateObservableGauge(
            "loadoperator.campaigns",
            () => CampaignCensus.Of(_campaigns()).Select(c => new Measurement<int>(c.Count, Tag("phase", c.Phase), Tag("verdict", c.Verdict))),
            "{campaign}",
            "Campaigns that there are, by phase and verdict. Replicas that stand by tell zero.");

    /// <summary>Where campaigns are looked up when somebody reads their number.</summary>
    public static void ObserveCampaigns(Func<IEnumerable<LoadCampaign>> campaigns) => _campaigns = campaigns;

    /// <summary>Every series begins at zero: a rise from nothing to one is none to those who read rates.</summary>
    public static void Begin()
    {
        foreach (var verdict in CampaignCensus.Verdicts) Verdicts.Add(0, Tag("verdict", verdict));
        foreach (var side in RoundOutcome.Sides)
            foreach (var result in RoundOutcome.Results) Rounds.Add(0, Tag("side", side), Tag("result", result));
    }

    public static void Ended(LoadCampaignStatus status) => Verdicts.Add(1, Tag("verdict", CampaignCensus.NameOf(status.Verdict)));

    /// <summary>Counts the scored round that has ended, if one has.</summary>
    public static void Happened(CampaignEvent happened, CampaignState state)
    {
        if (RoundOutcome.Of(happened, state) is not { } outcome) return;
        var side = Tag("side", outcome.Side);
        Rounds.Add(1, side, Tag("result", outcome.Result));
        if (outcome.Measurement is not { } measured) return;
        Requests.Add(measured.Requests - measured.Errors, side, Tag("result", "success"));
        Requests.Add(measured.Errors, side, Tag("result", "failure"));
        Add(Scheduled, measured, g => g.Scheduled);
        Add(Sent, measured, g => g.Sent);
        Add(Late, measured, g => g.Late);
    }

    private static void Add(Counter<long> counter, RoundMeasurement measured, Func<GeneratorHealth, long> count) => counter.Add(measured.Generators.Sum(count));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
