using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Cli.Cluster;

/// <summary>A baseline as an object of a cluster, with its revisions as samples.</summary>
internal sealed class ClusterBaseline(Kubernetes client, string @namespace, string name)
{
    private const string BaselineLabel = "loadoperator.dev/baseline";

    /// <summary>Reads it.</summary>
    /// <exception cref="ArgumentException">It cannot be had; the message says why.</exception>
    public Task<Baseline> ReadAsync(CancellationToken cancellation) => AskAsync(async () =>
    {
        var baseline = Read<Baseline>(await client.CustomObjects.GetNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, @namespace, PluralOf<Baseline>(), name, cancellation));
        var list = await client.CustomObjects.ListNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, @namespace, PluralOf<BaselineRevision>(), labelSelector: $"{BaselineLabel}={name}", cancellationToken: cancellation);
        var revisions = list.GetProperty("items").EnumerateArray().Select(Read<BaselineRevision>).Where(r => r.Metadata.OwnerReferences?.Any(o => o.Uid == baseline.Metadata.Uid) is true);
        // What the operator's index does not know, or knows otherwise, is not compared with either.
        List<BaselineSample> samples = [.. revisions.Select(r => r.Spec).Where(s => baseline.Status?.Revisions.Any(e => e.Revision == s.Revision && e.Digest == StoredRevision.DigestOf(s)) is true).OrderBy(s => s.Revision)];
        baseline.Spec = baseline.Spec with { Capture = null, Samples = samples };
        return baseline;
    });

    /// <summary>Pins a revision.</summary>
    /// <exception cref="ArgumentException">It cannot be had; the message says why.</exception>
    public Task PinAsync(int revision, CancellationToken cancellation) => AskAsync(() => client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonElement>(
        new V1Patch(JsonSerializer.Serialize(new { spec = new { pinnedRevision = revision } }), V1Patch.PatchType.MergePatch), LoadCampaign.ApiGroup, LoadCampaign.Version, @namespace, PluralOf<Baseline>(), name, cancellationToken: cancellation));

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpOperationException exception) when (exception.Response?.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw new ArgumentException($"there is no baseline {name} in namespace {@namespace}", exception);
        }
        catch (HttpOperationException exception)
        {
            throw new ArgumentException($"the API server answers {(int?)exception.Response?.StatusCode}: {exception.Response?.Content}", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new ArgumentException($"the API server cannot be reached: {exception.Message}", exception);
        }
    }

    private static T Read<T>(JsonElement json) => json.Deserialize<T>(ModelJson.Compact)!;

    private static string PluralOf<T>() => typeof(T).GetCustomAttributes(typeof(KubernetesEntityAttribute), false).Cast<KubernetesEntityAttribute>().Single().PluralName;
}
