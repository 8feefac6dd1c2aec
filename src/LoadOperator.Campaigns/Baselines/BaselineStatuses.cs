using k8s.Models;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>Writes the status of a baseline: the index of its revisions, and whether it can be used.</summary>
public static class BaselineStatuses
{
    public const string ReadyType = "Ready";

    /// <param name="spec">With the revisions that there are as its samples.</param>
    /// <param name="standing">What a cluster knows besides.</param>
    public static BaselineStatus Of(BaselineSpec spec, DateTimeOffset now, BaselineStanding? standing = null)
    {
        var newest = spec.Newest();
        var isStale = spec.IsStale(now);
        var problem = standing?.Problem ?? ProblemOf(spec);
        var drift = BaselineDrift.Of(spec);
        List<V1Condition> conditions =
        [
            problem is null
                ? Condition(ReadyType, true, "HasRevisions", $"revision {newest!.Revision} is the newest of {spec.Samples.Count}")
                : Condition(ReadyType, false, problem.Reason, problem.Message),
            isStale
                ? Condition("Stale", true, "OlderThanMaxAge", $"revision {newest!.Revision} was measured at {newest.StartTime:u}, more than maxAge: {spec.MaxAge} ago")
                : Condition("Stale", false, spec.MaxAge is null ? "NoMaxAge" : "WithinMaxAge", spec.MaxAge is null ? "maxAge is not set" : $"the newest revision is younger than maxAge: {spec.MaxAge}"),
            Condition("Drifted", drift.HasDrifted, drift.Reason, drift.Message),
        ];
        if (standing?.Capture is { } capture) conditions.Add(Condition("Captured", capture.Captured is not null, capture.Reason, capture.Message));
        return new BaselineStatus
        {
            ObservedGeneration = standing?.Generation,
            Samples = newest?.Requests.Count,
            From = newest?.Campaign,
            RevisionCount = spec.Samples.Count,
            LastRevision = standing is null ? null : Math.Max(standing.LastRevision, newest?.Revision ?? 0),
            Captured = standing?.Capture?.Captured,
            Revisions =
            [
                .. spec.Samples.Select(sample => new RevisionEntry
                {
                    Revision = sample.Revision,
                    StartTime = sample.StartTime,
                    Campaign = sample.Campaign,
                    Digest = standing is null ? null : standing.Digests.GetValueOrDefault(sample.Revision) ?? StoredRevision.DigestOf(sample),
                    MeasurementsOfSameImages = Math.Max(1, spec.Samples.Count(sample.IsOfSameImages)),
                }),
            ],
            Conditions = conditions,
        };

        V1Condition Condition(string type, bool? isTrue, string reason, string message)
        {
            var value = isTrue switch { true => "True", false => "False", null => "Unknown" };
            return new V1Condition
            {
                Type = type,
                Status = value,
                Reason = reason,
                Message = message,
                // To the second, as the API keeps it.
                LastTransitionTime = standing?.Conditions.FirstOrDefault(c => c.Type == type && c.Status == value)?.LastTransitionTime ?? DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).UtcDateTime,
                ObservedGeneration = standing?.Generation,
            };
        }
    }

    /// <summary>When the status changes by itself, because the newest revision has become too old; null where it never will.</summary>
    public static DateTimeOffset? NextChange(BaselineSpec spec, DateTimeOffset now) =>
        spec is { MaxAge: { } most } && spec.Newest() is { } newest && !spec.IsStale(now) ? newest.StartTime + most.Value : null;

    private static BaselineProblem? ProblemOf(BaselineSpec spec)
    {
        if (spec.Samples.Count == 0) return new BaselineProblem(BaselineProblem.NoRevisions, "there is no revision to compare with: campaigns add theirs by onPassed.appendTo");
        return spec.PinnedRevision is { } pinned && spec.Pinned() is null
            ? new BaselineProblem("PinnedRevisionMissing", $"spec.pinnedRevision: '{pinned}': there is no such revision; there {(spec.Samples.Count == 1 ? "is" : "are")} {string.Join(", ", spec.Samples.Select(s => s.Revision))}")
            : null;
    }
}

/// <summary>What a cluster knows of a baseline beside its revisions.</summary>
/// <param name="Generation">The generation of its spec.</param>
/// <param name="LastRevision">The highest number that a revision has had so far.</param>
/// <param name="Digests">What revisions held when they were taken.</param>
/// <param name="Problem">Why it cannot be compared with; null where its revisions alone say that.</param>
/// <param name="Capture">How far <c>spec.capture</c> is; null where nothing is to be captured.</param>
/// <param name="Conditions">The conditions so far: one that does not change keeps the time of its last transition.</param>
public sealed record BaselineStanding(long? Generation, int LastRevision, IReadOnlyDictionary<int, string> Digests, BaselineProblem? Problem, CaptureState? Capture, IReadOnlyList<V1Condition> Conditions)
{
    /// <summary>From the object, before its status is written again.</summary>
    public static BaselineStanding Of(Baseline baseline, BaselineProblem? problem, CaptureState? capture) => new(
        baseline.Metadata.Generation,
        baseline.Status?.LastRevision ?? 0,
        (baseline.Status?.Revisions ?? []).Where(r => r.Digest is not null).ToDictionary(r => r.Revision, r => r.Digest!),
        problem,
        capture,
        baseline.Status?.Conditions ?? []);
}
