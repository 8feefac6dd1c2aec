using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model.Baselines;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>What of a baseline a campaign is compared with: decided from the plan and what is known of the conditions.</summary>
internal sealed class History
{
    private readonly IReadOnlyList<BaselineSample> _comparable;

    private History(BaselineSpec spec, IReadOnlyList<BaselineSample> references, IReadOnlyDictionary<string, string> now, Func<string, bool> tolerates)
    {
        References = references;
        Differences = [.. References.Select(r => (r, Fingerprint.Differences(r.Fingerprint, now)))];
        _comparable = [.. spec.Samples.Where(s => Fingerprint.Differences(s.Fingerprint, now).All(d => tolerates(d.Name)))];
    }

    /// <summary>The newest revision, and the pinned one where that measured something else.</summary>
    public IReadOnlyList<BaselineSample> References { get; }

    /// <summary>In what the conditions of each reference differ from those now, tolerated or not.</summary>
    public IReadOnlyList<(BaselineSample Reference, IReadOnlyList<FingerprintDifference> Differences)> Differences { get; }

    /// <summary>Whether the newest revision is older than it may be.</summary>
    public bool IsStale { get; private init; }

    /// <summary>What a campaign is compared with; null where it is not compared with a baseline, or has none.</summary>
    public static History? Of(CampaignPlan plan, CampaignState state)
    {
        if (plan is not { IsHistorical: true, Baseline.Spec: { Samples.Count: > 0 } spec }) return null;
        List<BaselineSample> references = [spec.Newest()!];
        // Of the same images there is one reference: all their measurements together.
        if (spec.Pinned() is { } pinned && pinned != references[0] && !pinned.IsOfSameImages(references[0])) references.Add(pinned);
        var now = Fingerprint.Of(plan.Spec, state.Compared, state.Environment?.Candidate);
        return new History(spec, references, now, plan.Spec.Analysis.Tolerates) { IsStale = spec.IsStale(state.StartedAt) };
    }

    /// <summary>What one revision of a baseline is compared with, when another is the reference.</summary>
    public static History Between(BaselineSpec spec, BaselineSample reference, BaselineSample measured) => new(spec, [reference], measured.Fingerprint, _ => false);

    /// <summary>Whether no round can change the verdict: there is nothing to compare with, or nothing that can be.</summary>
    public static bool IsFutile(CampaignPlan plan, CampaignState state)
    {
        if (!plan.IsHistorical) return false;
        return Of(plan, state) is not { } history || (state.Generators.Count > 0 && history.Untolerated(plan).Count > 0);
    }

    /// <summary>The differences that the campaign does not tolerate, as sentences.</summary>
    public IReadOnlyList<string> Untolerated(CampaignPlan plan) => Sentences(name => !plan.Spec.Analysis.Tolerates(name));

    /// <summary>Those that it does.</summary>
    public IReadOnlyList<string> Tolerated(CampaignPlan plan) => Sentences(plan.Spec.Analysis.Tolerates);

    /// <summary>The measurements of the reference's images that have this metric.</summary>
    public IReadOnlyList<BaselineSample> MeasurementsOf(BaselineSample reference, string metric) =>
        reference.Images.Count == 0 ? [reference] : [.. _comparable.Where(s => s.IsOfSameImages(reference) && s.Metric(metric) is not null)];

    /// <summary>For each image that was measured often enough the values of its measurements.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Repeated(string metric) =>
    [
        .. _comparable.Where(s => s.Images.Count > 0 && s.Metric(metric) is not null)
            .GroupBy(s => string.Join('\n', s.Images.Order(StringComparer.Ordinal)))
            .Where(g => g.Count() >= RepeatedMeasurements.Fewest)
            .Select(g => (IReadOnlyList<IReadOnlyList<double>>)[.. g.Select(s => s.Metric(metric)!.Values)]),
    ];

    private List<string> Sentences(Func<string, bool> which) =>
        [.. Differences.SelectMany(r => r.Differences.Where(d => which(d.Name)).Select(d => References.Count > 1 ? $"{d} (revision {r.Reference.Revision})" : $"{d}"))];
}
