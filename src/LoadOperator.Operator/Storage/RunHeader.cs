using LoadOperator.Campaigns.Lifecycle;

namespace LoadOperator.Operator.Storage;

/// <summary>What is kept of a run beside its rounds.</summary>
/// <param name="Generation">The generation of the spec that it runs.</param>
/// <param name="Seed">The seed, drawn or given.</param>
/// <param name="State">What has happened, without the rounds.</param>
internal sealed record RunHeader(long Generation, long Seed, CampaignState State);
