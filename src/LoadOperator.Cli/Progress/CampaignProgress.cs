using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Progress;

/// <summary>What there is to say of a campaign under way, for any kind of display.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="State">What has happened.</param>
/// <param name="Decision">What is being done.</param>
internal sealed record CampaignProgress(CampaignPlan Plan, CampaignState State, Decision Decision)
{
    private const string Shown = "latency.p95";

    public int PairsDone => State.CompletePairs(Plan.Sides.Count).Count;

    /// <summary>About how long the rounds that remain will take; none is expected to be discarded.</summary>
    public TimeSpan TimeLeft(DateTimeOffset now, DateTimeOffset stepStartedAt)
    {
        var remaining = (Plan.Pairs * Plan.Sides.Count - State.CompletePairs(Plan.Sides.Count).Sum(p => p.Count)) * Plan.RoundDuration;
        var left = remaining - (Decision.Step is CampaignStep.RunRound ? now - stepStartedAt : TimeSpan.Zero);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>What is being done, in a few words.</summary>
    public string Doing => Decision.Step switch
    {
        CampaignStep.StartGenerators => $"starting {Plan.Spec.Generator.Replicas} generator{(Plan.Spec.Generator.Replicas == 1 ? "" : "s")}",
        CampaignStep.WarmUp warmUp => $"warming the {Name(warmUp.Side)}, second {warmUp.Number}",
        CampaignStep.RunRound run => $"{(Plan.HasControl ? "pair" : "round")} {run.Id.Pair}{(run.Id.Attempt > 1 ? $", attempt {run.Id.Attempt}" : "")}, {Name(run.Id.Side)}",
        CampaignStep.Profile profile => $"profile {profile.Pair} of {Plan.Spec.Profiling?.Profiles}, {Name(profile.Side)}",
        CampaignStep.Publish => "analysing",
        _ => "done",
    };

    /// <summary>The geometric mean of a side's P95s so far, in milliseconds.</summary>
    public double? P95Of(Side side)
    {
        var values = State.Rounds.Where(r => r.IsValid && r.Id.Side == side).Select(r => r.Measurement!.Values.GetValueOrDefault(Shown)).Where(v => v > 0).ToList();
        return values.Count == 0 ? null : Math.Exp(values.Average(Math.Log));
    }

    /// <summary>A line on something that has happened; null where it is not worth one.</summary>
    public static string? Describe(CampaignEvent happened, CampaignState state) => happened switch
    {
        CampaignEvent.GeneratorsReady e => $"{e.Generators.Count} generator{(e.Generators.Count == 1 ? "" : "s")} ready, on CPU {string.Join(" and ", e.Generators.Select(g => g.Info.CpuSet).Distinct())}",
        CampaignEvent.WarmUpRoundEnded e => $"warm-up of the {Name(e.Side)}: P95 {Figures.Value(e.P95Ms, "ms")}",
        CampaignEvent.RoundEnded when state.Rounds[^1] is { IsValid: false } invalid => $"{invalid.Id}: discarded, {string.Join("; ", invalid.InvalidReasons)}",
        CampaignEvent.RoundEnded e => $"{e.Id}: {e.Measurement.Requests} requests, {e.Measurement.Errors} errors"
            + (e.Measurement.Values.TryGetValue(Shown, out var p95) ? $", P95 {Figures.Value(p95, "ms")}" : ""),
        CampaignEvent.ProfileTaken { Profile: { Trouble: { } trouble } p } => $"no profile of the {Name(p.Side)}: {trouble}",
        CampaignEvent.ProfileTaken { Profile: var p } => $"profile {p.Pair} of the {Name(p.Side)}",
        CampaignEvent.RoundLost e => $"{e.Id}: lost, {e.Message}",
        CampaignEvent.LostInWarmUp e => $"lost in warm-up: {e.Message}",
        CampaignEvent.GeneratorsFailed e => e.Message,
        CampaignEvent.Interrupted e => e.Message,
        _ => null,
    };

    public static string Name(Side side) => side == Side.Control ? "control" : "candidate";
}
