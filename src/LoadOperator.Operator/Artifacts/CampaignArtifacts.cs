using System.Text;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Storage;
using LoadOperator.Profiling.Pictures;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Artifacts;

/// <summary>Keeps what can be looked at of a campaign's profiles. What cannot be kept is said, and changes nothing else.</summary>
internal sealed class CampaignArtifacts(LoadCampaign campaign, CampaignPlan plan, RunStore runs, ClaimStore store)
{
    /// <param name="summary">What the profiles show, in a sentence.</param>
    /// <returns>Null where there is nothing to keep.</returns>
    public async Task<ArtifactsStatus?> KeepAsync(TakenProfiles taken, string summary, CancellationToken cancellation)
    {
        var (files, missing) = taken.HasStacks ? await KeepPicturesAsync(taken, summary, cancellation) : ([], null);
        await store.CloseAsync(cancellation);
        if (files.Count + store.Files.Count == 0 && (missing ?? store.Trouble) is null) return null;
        return new ArtifactsStatus
        {
            Files = [.. files.Where(f => store.Files.All(kept => kept.Name != f.Name)), .. store.Files],
            Image = store.Files.Count > 0 ? store.Image : null,
            Missing = Join(missing, store.Trouble),
        };
    }

    private async Task<(IReadOnlyList<ArtifactStatus> Files, string? Missing)> KeepPicturesAsync(TakenProfiles taken, string summary, CancellationToken cancellation)
    {
        var pictures = PictureSet.Of($"{plan.Name}: {plan.Spec.Candidate.DisplayName} against {plan.Against}", summary, taken.Control, taken.Candidate);
        var bundle = ArtifactBundle.Of(pictures);
        // In a claim there is room for what had to be cut, or left out.
        foreach (var (picture, file) in pictures.Zip(bundle.Files).Where(p => p.Second.Note is not null)) await store.KeepAsync(file, new MemoryStream(Encoding.UTF8.GetBytes(picture.Whole)), cancellation);
        var missing = Join(FlameGraphPage.Missing, store.Files.Count > 0 && store.IsOpen ? null : bundle.Missing);
        try
        {
            await runs.KeepAsync(bundle, cancellation);
            return (bundle.In(Names.Artifacts(campaign, bundle.Digest)), missing);
        }
        catch (ApiException exception)
        {
            return ([], Join(missing, $"the cluster refuses the ConfigMap of the pictures: {exception.Message}"));
        }
    }

    private static string? Join(params string?[] sentences) => sentences.OfType<string>().ToList() is { Count: > 0 } given ? string.Join("; ", given) : null;
}
