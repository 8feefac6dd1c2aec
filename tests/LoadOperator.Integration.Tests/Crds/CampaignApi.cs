using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Crds;

/// <summary>What the API server said.</summary>
internal sealed partial record Answer(int Code, JsonNode Body)
{
    public bool IsSuccess => Code is >= 200 and < 300;

    public string Message => Body["message"]?.ToString() ?? "";

    /// <summary>A path as older servers write it: they do not say which element of a list is meant.</summary>
    public static string WithoutIndexes(string text) => Index().Replace(text, "");

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}

/// <summary>Campaigns in one namespace, sent as the texts that they are: no client of ours repairs them on the way.</summary>
internal sealed class CampaignApi(ApiServerFixture server, string space)
{
    private readonly string _collection = $"/apis/loadoperator.dev/v1alpha1/namespaces/{space}/loadcampaigns";

    /// <summary>Creates from YAML or JSON; Strict: a field that the schema does not know is refused, where the server can (1.25).</summary>
    public Task<Answer> CreateAsync(string manifest, bool dryRun = false) =>
        SendAsync(HttpMethod.Post, $"{_collection}?fieldValidation=Strict{(dryRun ? "&dryRun=All" : "")}", manifest, "application/yaml");

    public Task<Answer> PatchAsync(string name, string patch, string subresource = "") =>
        SendAsync(HttpMethod.Patch, $"{_collection}/{name}{subresource}", patch, "application/merge-patch+json");

    /// <summary>Server-side apply of a status.</summary>
    public Task<Answer> ApplyStatusAsync(string name, string manager, string status) => SendAsync(
        HttpMethod.Patch,
        $"{_collection}/{name}/status?fieldManager={manager}",
        $$"""{"apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "{{name}}"}, "status": {{status}}}""",
        "application/apply-patch+yaml");

    public Task<Answer> GetAsync(string name, string accept = "application/json") => SendAsync(HttpMethod.Get, $"{_collection}/{name}", null, accept: accept);

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body, string contentType = "", string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd(accept);
        if (body is not null) request.Content = new StringContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
