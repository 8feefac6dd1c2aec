using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s;

namespace LoadOperator.Runtime.Api;

/// <summary>Requests to the API server by path, with the connection and the credentials of the Kubernetes client.</summary>
internal sealed class ApiClient(Kubernetes kubernetes)
{
    /// <summary>Sends a request; the body of the answer is not read yet.</summary>
    /// <exception cref="ApiException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string contentType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(kubernetes.BaseUri, path.TrimStart('/')));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
        if (kubernetes.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellation).ConfigureAwait(false);
        var response = await kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusalAsync(response, cancellation).ConfigureAwait(false);
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, CancellationToken cancellation, string? body = null, string contentType = "application/json")
    {
        using var response = await SendAsync(method, path, body, contentType, cancellation).ConfigureAwait(false);
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
        return document.RootElement.Clone();
    }

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            var status = JsonDocument.Parse(text).RootElement;
            return new ApiException(response.StatusCode, TextOf(status, "reason"), TextOf(status, "message") is { Length: > 0 } message ? message : text);
        }
        catch (JsonException)
        {
            return new ApiException(response.StatusCode, "", text.Length > 0 ? text : $"the API server answered {(int)response.StatusCode}");
        }
    }

    private static string TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
