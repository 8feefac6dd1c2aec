using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Operator.Storage;

namespace LoadOperator.Operator.Campaigns;

/// <summary>What a campaign begins with.</summary>
/// <param name="Store">Where its run is kept.</param>
/// <param name="Kept">The run as far as it was kept; null where it begins.</param>
/// <param name="Baseline">What it is compared with, where that is a baseline.</param>
/// <param name="WaitsFor">What it has to wait for before it can begin; null where nothing is missing.</param>
internal sealed record PreparedRun(RunStore Store, RunHeader? Kept, FrozenBaseline? Baseline, string? WaitsFor)
{
    /// <summary>The earlier campaign whose findings it looks at again; null where there is none.</summary>
    public LoadCampaign? Verified { get; init; }

    /// <summary>Why it cannot begin, or null.</summary>
    public string? Refusal { get; init; }
}
