using k8s.Models;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>Writes the status of a baseline: the index of its revisions, and whether it can be used.</summary>
public static class BaselineStatuses
{
    public static BaselineStatus Of(BaselineSpec spec, DateTimeOffset now)
    {
        var newest = spec.Newest();
        var isStale = spec.IsStale(now);
        return new BaselineStatus
        {
            Samples = newest?.Requests.Count,
            From = newest?.Campaign,
            Revisions =
            [
                .. spec.Samples.Select(sample => new RevisionEntry
                {
                    Revision = sample.Revision,
                    StartTime = sample.StartTime,
                    Campaign = sample.Campaign,
                    MeasurementsOfSameImages = Math.Max(1, spec.Samples.Count(sample.IsOfSameImages)),
                }),
            ],
            Conditions =
            [
                newest is null
                    ? Condition("Ready", false, "NoRevisions", "there is no revision to compare with")
                    : Condition("Ready", true, "HasRevisions", $"revision {newest.Revision} is the newest of {spec.Samples.Count}"),
                isStale
                    ? Condition("Stale", true, "OlderThanMaxAge", $"revision {newest!.Revision} was measured at {newest.StartTime:u}, more than maxAge: {spec.MaxAge} ago")
                    : Condition("Stale", false, spec.MaxAge is null ? "NoMaxAge" : "WithinMaxAge", spec.MaxAge is null ? "maxAge is not set" : $"the newest revision is younger than maxAge: {spec.MaxAge}"),
            ],
        };

        V1Condition Condition(string type, bool value, string reason, string message) => new()
        {
            Type = type,
            Status = value ? "True" : "False",
            Reason = reason,
            Message = message,
            LastTransitionTime = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).UtcDateTime,
        };
    }
}
