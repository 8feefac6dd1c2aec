using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Storage;
using LoadOperator.Profiling.Pictures;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Artifacts;

/// <summary>Keeps what can be looked at of a campaign's profiles. What cannot be kept is said, and changes nothing else.</summary>
internal sealed class CampaignArtifacts(LoadCampaign campaign, CampaignPlan plan, RunStore runs)
{
    /// <param name="summary">What the profiles show, in a sentence.</param>
    /// <returns>Null where there are no profiles.</returns>
    public async Task<ArtifactsStatus?> KeepAsync(TakenProfiles taken, string summary, CancellationToken cancellation)
    {
        if (taken.Control.Count == 0) return null;
        var bundle = ArtifactBundle.Of(PictureSet.Of($"{plan.Name}: {plan.Spec.Candidate.DisplayName} against {plan.Against}", summary, taken.Control, taken.Candidate));
        try
        {
            await runs.KeepAsync(bundle, cancellation);
            return new ArtifactsStatus { Files = bundle.In(Names.Artifacts(campaign, bundle.Digest)), Missing = Join(FlameGraphPage.Missing, bundle.Missing) };
        }
        catch (ApiException exception)
        {
            return new ArtifactsStatus { Files = [], Missing = $"the cluster refuses the ConfigMap of the pictures: {exception.Message}" };
        }
    }

    private static string? Join(params string?[] sentences) => sentences.OfType<string>().ToList() is { Count: > 0 } given ? string.Join("; ", given) : null;
}
