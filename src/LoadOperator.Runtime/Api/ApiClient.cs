using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s;

namespace LoadOperator.Runtime.Api;

/// <summary>Requests to the API server by path, with the connection and the credentials of the Kubernetes client.</summary>
internal sealed class ApiClient(Kubernetes kubernetes, TimeProvider? clock = null)
{
    /// <summary>
    /// A little more than the API server gives a request itself (60 s). The client sets no limit of its own: on a connection that
    /// died without a word a request would wait for ever.
    /// </summary>
    internal static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(65);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Sends a request; the body of the answer is not read yet.</summary>
    /// <exception cref="ApiException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not answer.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string contentType, CancellationToken cancellation) =>
        InTimeAsync(limited => OpenAsync(method, path, body, contentType, limited), cancellation);

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="ApiException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not answer.</exception>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, CancellationToken cancellation, string? body = null, string contentType = "application/json") =>
        InTimeAsync(
            async limited =>
            {
                using var response = await OpenAsync(method, path, body, contentType, limited).ConfigureAwait(false);
                using var stream = await response.Content.ReadAsStreamAsync(limited).ConfigureAwait(false);
                using var document = await JsonDocument.ParseAsync(stream, cancellationToken: limited).ConfigureAwait(false);
                return document.RootElement.Clone();
            },
            cancellation);

    private async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, string? body, string contentType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(kubernetes.BaseUri, path.TrimStart('/')));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
        if (kubernetes.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellation).ConfigureAwait(false);
        var response = await AnswerAsync(request, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusalAsync(response, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var (started, status) = (_clock.GetTimestamp(), 0);
        try
        {
            var response = await kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            status = (int)response.StatusCode;
            return response;
        }
        finally
        {
            RuntimeMetrics.Answered(request.Method.Method, status, _clock.GetElapsedTime(started));
        }
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await send(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"the API server has not answered within {AnswerTimeout.TotalSeconds:0} s", exception);
        }
    }

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(text);
            var status = document.RootElement;
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
