using System.Collections.Concurrent;
using System.Net;

namespace LoadOperator.Integration.Tests.Runtime;

/// <summary>Remembers what was asked of the API server, and may answer in its place.</summary>
internal sealed class RequestLog : DelegatingHandler
{
    private readonly ConcurrentQueue<string> _requests = new();

    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Requests for which this gives a status do not reach the server.</summary>
    public Func<HttpRequestMessage, HttpStatusCode?> Intercept { get; set; } = _ => null;

    public void Clear() => _requests.Clear();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery}");
        return Intercept(request) is { } status
            ? Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent($$"""{"kind":"Status","code":{{(int)status}},"message":"as asked"}""") })
            : base.SendAsync(request, cancellationToken);
    }
}
