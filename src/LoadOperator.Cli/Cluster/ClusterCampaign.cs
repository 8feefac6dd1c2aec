using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using LoadOperator.Model;

namespace LoadOperator.Cli.Cluster;

/// <summary>A campaign as an object of a cluster.</summary>
internal static class ClusterCampaign
{
    private const string Plural = "loadcampaigns";

    /// <summary>The campaign, or why it cannot be seen now; both may change.</summary>
    public static async Task<(LoadCampaign? Campaign, string? Problem)> ReadAsync(Kubernetes kubernetes, string space, string name, CancellationToken cancellation)
    {
        try
        {
            var json = await kubernetes.CustomObjects.GetNamespacedCustomObjectAsync<JsonElement>(LoadCampaign.ApiGroup, LoadCampaign.Version, space, Plural, name, cancellation);
            return (json.Deserialize<LoadCampaign>(ModelJson.Compact), null);
        }
        catch (HttpOperationException exception) when (exception.Response?.StatusCode == HttpStatusCode.NotFound)
        {
            return (null, "there is no such campaign");
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            return (null, Explain(exception));
        }
    }

    /// <summary>What an API server says, or that there is none.</summary>
    public static string Explain(Exception exception) => exception is HttpOperationException { Response: { } response }
        ? $"the API server answers {(int)response.StatusCode}: {response.Content}"
        : $"the API server cannot be reached: {exception.Message}";
}
