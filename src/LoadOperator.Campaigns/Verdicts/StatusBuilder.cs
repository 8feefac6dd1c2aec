using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Writes the status of a campaign: the same object in a cluster and in a result file.</summary>
public static class StatusBuilder
{
    private const int MostReasons = 20;
    private const int MostNotes = 32;
    private const string InvalidSpec = "InvalidSpec";

    /// <summary>The status of a campaign that has not begun.</summary>
    /// <param name="reason">Why it has not, in one word for programs.</param>
    /// <param name="message">The same in a sentence.</param>
    public static LoadCampaignStatus Pending(string reason, string message, DateTimeOffset now, StatusContext context) =>
        Stamp(new LoadCampaignStatus { Phase = Phase.Pending, Reason = reason, Summary = message }, now, context);

    /// <summary>The status of a campaign that cannot begin, because its spec cannot be carried out.</summary>
    public static LoadCampaignStatus Rejected(string message, DateTimeOffset now, StatusContext context) =>
        Stamp(new LoadCampaignStatus { Phase = Phase.Failed, Verdict = Verdict.Invalid, Severity = Severity.None, Reason = InvalidSpec, Summary = message, CompletionTime = now }, now, context);

    /// <summary>The status of a campaign under way.</summary>
    /// <param name="phase">Where it stands.</param>
    /// <param name="reason">What is being done, in one word for programs.</param>
    /// <param name="message">The same in a sentence.</param>
    public static LoadCampaignStatus UnderWay(CampaignPlan plan, CampaignState state, Phase phase, string reason, string message, DateTimeOffset now, StatusContext context)
    {
        var completed = state.CompletePairs(plan.Sides.Count).Count;
        return Stamp(
            new LoadCampaignStatus
            {
                Phase = phase,
                Reason = reason,
                Summary = message,
                Headline = new Headline { Metric = plan.Metrics[0].Text, Rounds = $"{completed}/{PlannedOf(plan, completed, phase)}", Against = plan.Against },
                Design = DesignOf(plan),
                StartTime = state.StartedAt,
                Rounds = RoundsOf(plan, state, completed, phase),
                WarmUp = WarmUpOf(plan, state),
                Environment = state.Environment,
            },
            now,
            context);
    }

    /// <summary>The status of a campaign that its user holds.</summary>
    /// <param name="plan">Its plan; null where it has not begun, as with <paramref name="state"/>.</param>
    public static LoadCampaignStatus Suspended(CampaignPlan? plan, CampaignState? state, DateTimeOffset now, StatusContext context)
    {
        const string reason = "Suspended";
        if (plan is null || state is null) return Stamp(new LoadCampaignStatus { Phase = Phase.Suspended, Reason = reason, Summary = "has not begun; spec.suspend: false lets it" }, now, context);
        var completed = state.CompletePairs(plan.Sides.Count).Count;
        return UnderWay(plan, state, Phase.Suspended, reason, $"held after {completed} of {plan.Pairs} {(plan.HasControl ? "pairs" : "rounds")}; spec.suspend: false lets it go on", now, context);
    }

    /// <summary>The status of a campaign that has ended.</summary>
    public static LoadCampaignStatus Ended(CampaignPlan plan, CampaignState state, Failure? failure, DateTimeOffset now, StatusContext? context = null)
    {
        var verdict = CampaignVerdict.Of(plan, state, failure);
        var completed = state.CompletePairs(plan.Sides.Count);
        var settling = SettlingStatuses.Of(plan, state);
        var status = new LoadCampaignStatus
        {
            Phase = failure is null ? Phase.Completed : Phase.Failed,
            Verdict = verdict.Verdict,
            Severity = verdict.Severity,
            Reason = verdict.Reason is { Length: > 0 } reason ? reason : $"{verdict.Verdict}",
            Summary = Summary.Of(verdict) + SettlingStatuses.Remark(settling),
            Headline = Summary.HeadlineOf(verdict, plan, completed.Count),
            Design = DesignOf(plan),
            StartTime = state.StartedAt,
            CompletionTime = now,
            Rounds = RoundsOf(plan, state, completed.Count, Phase.Completed),
            WarmUp = WarmUpOf(plan, state),
            Metrics = verdict.Metrics,
            Noise = SelfTest.NoiseOf(plan, verdict.Metrics),
            SlowestTraces = state.SlowestTraces.Count > 0 ? state.SlowestTraces : null,
            LatencyParts = state.LatencyParts.Count > 0 ? state.LatencyParts : null,
            Settling = settling,
            Objectives = verdict.Objectives,
            Generators = GeneratorsOf(plan, state),
            Environment = state.Environment,
            Baseline = plan is { IsHistorical: true, Baseline: { } baseline } ? BaselineSnapshot.Of(baseline, plan.Spec.Analysis) : null,
            Notes = NotesOn(plan, state) is { Count: > 0 } notes ? notes : null,
        };
        return Stamp(status, now, context ?? new StatusContext());
    }

    /// <summary>A status with the conditions that follow from it, as of an object in the cluster.</summary>
    public static LoadCampaignStatus Stamp(LoadCampaignStatus status, DateTimeOffset now, StatusContext context)
    {
        var observed = status with { ObservedGeneration = context.Generation, SpecHash = context.SpecHash, History = context.History };
        return observed with { Conditions = Conditions.Of(observed, accepted: status.Reason != InvalidSpec, now, context.Further, context.Conditions) };
    }

    private static Design DesignOf(CampaignPlan plan) => plan.HasControl ? Design.Paired : plan.IsHistorical ? Design.Historical : Design.CandidateOnly;

    /// <summary>The look that is next: while rounds are running one that has not been reached, afterwards the one that was.</summary>
    private static int PlannedOf(CampaignPlan plan, int completed, Phase phase) => plan.Looks.At(phase == Phase.Running ? Math.Min(completed + 1, plan.Pairs) : completed);

    private static RoundsStatus RoundsOf(CampaignPlan plan, CampaignState state, int completed, Phase phase) => new()
    {
        Completed = completed,
        Planned = PlannedOf(plan, completed, phase),
        AtMost = plan.Looks.Pairs.Count > 1 ? plan.Pairs : null,
        Discarded = state.Discarded,
        Seed = plan.Seed,
        DiscardReasons = state.Discarded == 0 ? null : [.. state.Rounds.Where(r => !r.IsValid).TakeLast(MostReasons).Select(r => $"{r.Id}: {string.Join("; ", r.InvalidReasons)}")],
    };

    private static List<WarmUpStatus> WarmUpOf(CampaignPlan plan, CampaignState state) =>
        [.. plan.Sides.Select(side => (Side: side, Seconds: state.Scoring.WarmUpOf(side))).Where(w => w.Seconds.Count > 0).Select(w => new WarmUpStatus { Side = w.Side, Seconds = w.Seconds.Count, Steady = SteadyState.IsReached(w.Seconds) })];

    /// <summary>Where their conditions are compared with a baseline's, the status has those that were: the verdict must follow from it. (Such a campaign has no profiles, which would have generators of their own.)</summary>
    private static List<GeneratorStatus> GeneratorsOf(CampaignPlan plan, CampaignState state)
    {
        var generators = plan.IsHistorical ? state.Compared : state.Scoring.Generators;
        return
        [
            .. Enumerable.Range(0, Math.Max(generators.Count, state.Health.Count)).Select(i => new GeneratorStatus
            {
                Index = i,
                Info = generators.ElementAtOrDefault(i)?.Info,
                Pod = generators.ElementAtOrDefault(i)?.Pod,
                NotEnforced = generators.ElementAtOrDefault(i)?.NotEnforced is { Count: > 0 } missing ? missing : null,
                Worst = state.Health.ElementAtOrDefault(i),
            }),
        ];
    }

    private static List<string> NotesOn(CampaignPlan plan, CampaignState state)
    {
        var notes = new List<string>
        {
            plan.Spec.Load.HasOpenModel
                ? "latency is the response time, from the intended start of each request"
                : plan.Spec.HasQueue ? "latency is from when a user sends, waiting for a connection included: in a closed model a request has no intended start"
                : "latency is the service time: in a closed model a request has no intended start",
        };
        notes.AddRange(WarmUpOf(plan, state).Where(w => !w.Steady).Select(w => $"the {(w.Side == Side.Control ? "control" : "candidate")} was not steady after {w.Seconds} s of warm-up; measured all the same"));
        if (History.Of(plan, state) is { } history) notes.AddRange(HistoricalVerdict.Notes(plan, history));
        return [.. notes.Take(MostNotes)];
    }
}
