using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;

namespace LoadOperator.Operator.Storage;

/// <summary>What is kept of a run beside its rounds.</summary>
/// <param name="Generation">The generation of the spec that it runs.</param>
/// <param name="Seed">The seed, drawn or given.</param>
/// <param name="SpecHash">The spec's hash: an edit that changes no run has a generation of its own.</param>
/// <param name="State">What has happened, without the rounds.</param>
internal sealed record RunHeader(long Generation, long Seed, string? SpecHash, CampaignState State)
{
    /// <summary>What the campaign is compared with. Kept by itself: it never changes.</summary>
    public FrozenBaseline? Baseline { get; init; }
}
