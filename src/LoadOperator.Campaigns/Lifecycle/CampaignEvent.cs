using System.Globalization;
using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Lifecycle;

/// <summary>Something that a host saw happen.</summary>
public abstract record CampaignEvent
{
    /// <summary>All generators are up and speak the contract.</summary>
    /// <param name="Generators">The generators.</param>
    /// <param name="Environment">What stands behind the targets now, where the host can see it.</param>
    public sealed record GeneratorsReady(IReadOnlyList<GeneratorFacts> Generators, EnvironmentStatus? Environment = null) : CampaignEvent;

    /// <summary>The generators cannot be had.</summary>
    public sealed record GeneratorsFailed(string Message) : CampaignEvent;

    /// <summary>A target has no address: it does not exist, or nothing serves behind it.</summary>
    public sealed record TargetUnavailable(string Message) : CampaignEvent;

    /// <summary>A one-second warm-up round has ended.</summary>
    public sealed record WarmUpRoundEnded(Side Side, double P95Ms) : CampaignEvent;

    /// <summary>A generator was lost during a warm-up round.</summary>
    public sealed record LostInWarmUp(string Message) : CampaignEvent;

    /// <summary>A scored round has ended.</summary>
    /// <param name="TargetChanges">What has changed about the targets since the generators became ready; null where the host cannot see it.</param>
    public sealed record RoundEnded(RoundId Id, RoundMeasurement Measurement, IReadOnlyList<TargetChange>? TargetChanges = null) : CampaignEvent;

    /// <summary>A scored round ended without a result: a generator was lost, or did not answer.</summary>
    public sealed record RoundLost(RoundId Id, string Message) : CampaignEvent;

    /// <summary>A profile was taken, or could not be.</summary>
    public sealed record ProfileTaken(ProfileRecord Profile) : CampaignEvent;

    /// <summary>A step was given up at its <see cref="Decision.GiveUpAt"/>.</summary>
    /// <param name="Id">The scored round that was under way, if one was.</param>
    public sealed record GaveUp(RoundId? Id, DateTimeOffset At) : CampaignEvent;

    /// <summary>The user holds the campaign; its generators are given back.</summary>
    public sealed record Suspended(DateTimeOffset At) : CampaignEvent;

    /// <summary>The user lets it go on.</summary>
    public sealed record Resumed(DateTimeOffset At) : CampaignEvent;

    /// <summary>The user, or the host's own end, stops the campaign.</summary>
    public sealed record Interrupted(string Message) : CampaignEvent;

    /// <summary>The result has been stored.</summary>
    /// <param name="Failure">Why the campaign failed, or null where it completed.</param>
    public sealed record Published(Failure? Failure) : CampaignEvent;
}

/// <summary>How events change the state.</summary>
public static class Progress
{
    private const string LateWarmUp = "generators or their warm-up were not ready in time";

    public static CampaignState After(this CampaignState state, CampaignEvent happened, CampaignPlan plan) => happened switch
    {
        CampaignEvent.GeneratorsReady e => Ready(state, e, plan),
        CampaignEvent.GeneratorsFailed e => WithoutProfiles(state, plan, e.Message) ?? state with { Failure = state.Failure ?? new Failure(Failure.GeneratorsNotReady, e.Message) },
        CampaignEvent.TargetUnavailable e => WithoutProfiles(state, plan, e.Message) ?? state with { Failure = state.Failure ?? new Failure(Failure.TargetUnavailable, e.Message) },
        CampaignEvent.WarmUpRoundEnded e => state with
        {
            WarmUp = new Dictionary<Side, IReadOnlyList<double>>(state.WarmUp) { [e.Side] = [.. state.WarmUpOf(e.Side), e.P95Ms] },
        },
        CampaignEvent.LostInWarmUp e => WithoutProfiles(state, plan, e.Message) ?? Lost(state, e.Message),
        CampaignEvent.RoundEnded e => Ended(state, e, plan),
        CampaignEvent.RoundLost e => state.WithoutGenerators() with { Rounds = [.. state.Rounds, new RoundRecord(e.Id, null, [e.Message])] },
        CampaignEvent.ProfileTaken e => state with { Profiles = [.. state.Profiles, e.Profile] },
        // At the deadline the campaign ends, whatever was under way; before it, something hung.
        CampaignEvent.GaveUp e when e.At >= state.DeadlineOf(plan) => WithoutProfiles(state, plan, "activeDeadlineSeconds was over before generators for the profiles were ready") ?? state,
        CampaignEvent.GaveUp { Id: { } id } => state.WithoutGenerators() with { Rounds = [.. state.Rounds, new RoundRecord(id, null, ["the round did not end"])] },
        CampaignEvent.GaveUp => WithoutProfiles(state, plan, LateWarmUp) ?? Lost(state, LateWarmUp),
        CampaignEvent.Suspended e => Halted(state, plan).WithoutGenerators() with { SuspendedAt = e.At },
        CampaignEvent.Resumed e => state with { SuspendedAt = null, SuspendedFor = state.SuspendedFor + (e.At - (state.SuspendedAt ?? e.At)) },
        CampaignEvent.Interrupted e => state with { Failure = state.Failure ?? new Failure(Failure.Interrupted, e.Message) },
        CampaignEvent.Published e => state with { IsPublished = true, Failure = e.Failure },
        _ => throw new InvalidOperationException($"no transition for {happened.GetType().Name}"),
    };

    /// <summary>A generator reads its files when it starts. One that starts later, as another's replacement or beside it, may find others, and would send other requests.</summary>
    private static CampaignState Ready(CampaignState state, CampaignEvent.GeneratorsReady e, CampaignPlan plan)
    {
        var data = state.Data ?? e.Generators.Select(g => g.Data).FirstOrDefault(d => d is not null);
        var other = e.Generators.FirstOrDefault(g => g.Data != data);
        var ready = state with
        {
            Generators = e.Generators,
            HaveScored = false,
            GeneratorStarts = state.GeneratorStarts + 1,
            Environment = state.Environment ?? e.Environment,
            WarmUp = new Dictionary<Side, IReadOnlyList<double>>(),
            Data = data,
        };
        if (other is null) return ready;
        var message = $"the generators of one campaign have read different files: {data}, and {other.Data ?? "none"}";
        return WithoutProfiles(ready, plan, message) ?? ready with { Failure = state.Failure ?? new Failure(Failure.DataChanged, message) };
    }

    private static CampaignState Lost(CampaignState state, string message) => state.WithoutGenerators() with { LossesOutsideRounds = state.LossesOutsideRounds + 1, LastLoss = message };

    /// <summary>Generators that were started for profiles alone, after a suspension, decide nothing: the verdict stands without profiles.</summary>
    /// <returns>Null where it does not stand yet.</returns>
    private static CampaignState? WithoutProfiles(CampaignState state, CampaignPlan plan, string trouble) =>
        CampaignLifecycle.NextProfile(plan, state) is { } next ? state.WithoutGenerators() with { Profiles = [.. state.Profiles, new ProfileRecord(next.Pair, next.Side, null, trouble)] } : null;

    private static CampaignState Ended(CampaignState state, CampaignEvent.RoundEnded e, CampaignPlan plan)
    {
        var values = e.Measurement.Values.ToDictionary(v => v.Key, v => Rounded(v.Value));
        var record = new RoundRecord(e.Id, e.Measurement with { Values = values, P95OfSlices = [], Parts = [], SlowestTraces = [], Generators = [] }, RoundValidity.ReasonsAgainst(e.Measurement, plan.Spec, plan.ArrivalSeed(e.Id.Pair)))
        {
            Settling = plan.Spec.Load.IsSteady ? Settling.Of(e.Measurement.P95OfSlices) : null,
        };
        return state with
        {
            // The course of a round and its generators are judged here, and not kept with it: the state of a long campaign must stay small.
            Rounds = [.. state.Rounds, record],
            HaveScored = state.HaveScored || record.IsValid,
            Health = record.IsValid ? WorstHealth.Of(state.Health, e.Measurement.Generators) : state.Health,
            LatencyParts = record.IsValid ? state.LatencyParts.With(e.Id.Side, e.Measurement.Parts) : state.LatencyParts,
            SlowestTraces = record.IsValid ? state.SlowestTraces.With(e.Id, e.Measurement.SlowestTraces) : state.SlowestTraces,
            TargetChanges = state.TargetChanges.Count > 0 ? state.TargetChanges : e.TargetChanges ?? [],
        };
    }

    /// <summary>Ten digits are more than a clock of nanoseconds gives a second, and two thirds of what a double takes as text.</summary>
    private static double Rounded(double value) => double.Parse(value.ToString("G10", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The two rounds of a pair share the conditions of their time: one that was halted between them is run again.</summary>
    private static CampaignState Halted(CampaignState state, CampaignPlan plan)
    {
        if (CampaignLifecycle.NextRound(plan, state) is not { } next || !state.Rounds.Any(r => r.Id.Pair == next.Pair && r.Id.Attempt == next.Attempt)) return state;
        return state with { Rounds = [.. state.Rounds, new RoundRecord(next, null, ["the campaign was suspended"])], SuspendedPairs = state.SuspendedPairs + 1 };
    }
}
