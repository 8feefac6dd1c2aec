using System.Net.Http.Headers;
using k8s;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>Installs the repository's CRDs as a user would: the files as they are.</summary>
internal static class CustomResourceDefinitions
{
    private static readonly Uri Collection = new("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", UriKind.Relative);

    public static async Task InstallAsync(HttpClient http, IKubernetes client, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.GetFiles(Path.Join(Repository.Root, "crds"), "*.yaml").Where(f => Path.GetFileName(f) != "kustomization.yaml"))
        {
            using var body = new StringContent(await File.ReadAllTextAsync(file, cancellationToken));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
            using var answer = await http.PostAsync(Collection, body, cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"the API server refuses {file}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (!await AreServedAsync(client, cancellationToken)) await timer.WaitForNextTickAsync(cancellationToken);
    }

    private static async Task<bool> AreServedAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var all = await client.ApiextensionsV1.ListCustomResourceDefinitionAsync(cancellationToken: cancellationToken);
        foreach (var crd in all.Items)
        {
            if (crd.Status?.Conditions?.Any(c => c.Type == "Established" && c.Status == "True") is not true) return false;
            // The condition comes a moment before the API.
            var served = await client.CustomObjects.ListClusterCustomObjectWithHttpMessagesAsync(crd.Spec.Group, crd.Spec.Versions[0].Name, crd.Spec.Names.Plural, cancellationToken: cancellationToken).IsFoundAsync();
            if (!served) return false;
        }

        return true;
    }

    private static async Task<bool> IsFoundAsync<T>(this Task<k8s.Autorest.HttpOperationResponse<T>> call)
    {
        try
        {
            using var answer = await call;
            return true;
        }
        catch (k8s.Autorest.HttpOperationException exception) when (exception.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
