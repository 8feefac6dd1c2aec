using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Baselines;

public sealed record BaselineSpec : IHasRules<BaselineSpec>
{
    /// <summary>As many as a baseline can ever hold.</summary>
    public const int MostRevisions = 50;

    [Description("Takes the candidate's rounds of a finished campaign, once. In a cluster only.")]
    public CaptureSource? Capture { get; init; }

    [Description("The measurements themselves, so that a baseline can be kept in a file, and in git. In a cluster each becomes a revision. Without them and without capture a baseline holds what campaigns append by onPassed.")]
    [Items(0, MostRevisions)]
    public IReadOnlyList<BaselineSample> Samples { get; init; } = [];

    [Description("A revision that candidates are compared with as well as with the newest, so that many small slowdowns do not add up unseen.")]
    [Bounds(1, int.MaxValue)]
    public int? PinnedRevision { get; init; }

    [Description("How many revisions are kept. Before another one is added, the oldest that is not pinned goes.")]
    [Bounds(3, MostRevisions)]
    public int MaxRevisions { get; init; } = 20;

    [Description("An older newest revision is Stale, and passes no candidate. Without it, none is.")]
    [DurationBounds("1m", "87600h")]
    public Duration? MaxAge { get; init; }

    public static IReadOnlyList<Rule<BaselineSpec>> Rules { get; } =
    [
        new("capture", "allowed only without samples", "!has(self.capture) || !has(self.samples) || size(self.samples) == 0", spec => spec.Capture is null || spec.Samples.Count == 0),
        new("samples", "every revision may be there once, in rising order", Schema.Rules.NotInCel, spec => spec.Samples.Zip(spec.Samples.Skip(1)).All(pair => pair.First.Revision < pair.Second.Revision)),
        new("samples", "every measurement may be there once: one that is repeated would hide how much measurements differ", Schema.Rules.NotInCel, spec => spec.Samples.Select(s => (s.Campaign, s.StartTime)).Distinct().Count() == spec.Samples.Count),
        new("samples", "may not be more than maxRevisions", Schema.Rules.NotInCel, spec => spec.Samples.Count <= spec.MaxRevisions),
        new("pinnedRevision", "must be one of the revisions in samples", Schema.Rules.NotInCel, spec => spec.PinnedRevision is null || spec.Samples.Count == 0 || spec.Samples.Any(s => s.Revision == spec.PinnedRevision)),
    ];
}

public sealed record CaptureSource
{
    [Description("The campaign.")]
    public required CampaignReference CampaignRef { get; init; }
}
