using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Installation;

/// <summary>Objects of any kind, as JSON, as the administrator.</summary>
internal sealed class ObjectApi(ApiServerFixture server)
{
    /// <summary>Server-side apply.</summary>
    /// <returns>The answer's code and body.</returns>
    public async Task<(int Code, JsonNode Body)> ApplyAsync(JsonObject one, bool dryRun = false) =>
        await SendAsync(HttpMethod.Patch, $"{PathOf(one)}/{one["metadata"]!["name"]}?fieldManager=tests&force=true{(dryRun ? "&dryRun=All" : "")}", one.ToJsonString(), "application/apply-patch+yaml");

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path, null)).Body;

    public async Task<JsonNode> CreateAsync(string path, string body)
    {
        var (code, answer) = await SendAsync(HttpMethod.Post, path, body);
        Assert.True(code is 201, $"{path}: {answer["message"]}");
        return answer;
    }

    public async Task PatchAsync(string path, string body)
    {
        var (code, answer) = await SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json");
        Assert.True(code is 200, $"{path}: {answer["message"]}");
    }

    public Task DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public static string PathOf(JsonObject one)
    {
        var version = one["apiVersion"]!.ToString();
        var kind = one["kind"]!.ToString();
        var plural = kind switch { "NetworkPolicy" => "networkpolicies", "Endpoints" => "endpoints", _ => kind.ToLowerInvariant() + "s" };
        return $"{(version.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{version}/{(one["metadata"]!["namespace"] is { } space ? $"namespaces/{space}/" : "")}{plural}";
    }

    private async Task<(int Code, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.ParseAdd("application/json");
        if (body is not null) request.Content = new StringContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : new JsonObject { ["message"] = text });
    }
}
