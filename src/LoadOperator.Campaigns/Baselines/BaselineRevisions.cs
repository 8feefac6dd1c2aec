using LoadOperator.Model.Baselines;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>How a baseline's revisions come and go.</summary>
public static class BaselineRevisions
{
    /// <summary>The newest revision; null where there is none.</summary>
    public static BaselineSample? Newest(this BaselineSpec spec) => spec.Samples.Count == 0 ? null : spec.Samples[^1];

    /// <summary>The pinned revision; null where none is.</summary>
    public static BaselineSample? Pinned(this BaselineSpec spec) => spec.Samples.FirstOrDefault(s => s.Revision == spec.PinnedRevision);

    /// <summary>The number of the next revision.</summary>
    public static int NextRevision(this BaselineSpec spec) => (spec.Newest()?.Revision ?? 0) + 1;

    /// <summary>The revision of this number.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static BaselineSample Revision(this BaselineSpec spec, int revision) =>
        spec.Samples.FirstOrDefault(s => s.Revision == revision)
        ?? throw new ArgumentException($"there is no revision {revision}; there {(spec.Samples.Count == 1 ? "is" : "are")} {string.Join(", ", spec.Samples.Select(s => s.Revision))}");

    /// <summary>With another revision, and without the oldest where there would be too many. The pinned one stays.</summary>
    /// <exception cref="ArgumentException">The measurement is there already: counted twice it would hide how much measurements differ.</exception>
    public static BaselineSpec Append(this BaselineSpec spec, BaselineSample sample)
    {
        if (spec.Samples.FirstOrDefault(s => s.Campaign == sample.Campaign && s.StartTime == sample.StartTime) is { } same)
            throw new ArgumentException($"the campaign {sample.Campaign} of {sample.StartTime:u} is revision {same.Revision} already");
        List<BaselineSample> samples = [.. spec.Samples, sample];
        while (samples.Count > spec.MaxRevisions) samples.Remove(samples.First(s => s.Revision != spec.PinnedRevision));
        return spec with { Samples = samples };
    }

    /// <summary>With a revision pinned.</summary>
    /// <exception cref="ArgumentException">There is no such revision.</exception>
    public static BaselineSpec Pin(this BaselineSpec spec, int revision) => spec with { PinnedRevision = spec.Revision(revision).Revision };

    /// <summary>Whether the newest revision is older than the baseline's <c>maxAge</c>.</summary>
    public static bool IsStale(this BaselineSpec spec, DateTimeOffset now) => spec is { MaxAge: { } most } && spec.Newest() is { } newest && now - newest.StartTime > most.Value;
}
