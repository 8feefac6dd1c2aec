using System.Collections.Concurrent;
using System.Net;
using System.Text;
using k8s;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Runtime.Tests;

/// <summary>Answers requests from a script, so that what a real API server does once in a blue moon can be had at will.</summary>
internal sealed class ScriptedApiServer : DelegatingHandler
{
    private readonly ConcurrentQueue<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public ApiClient Client() => new(new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, this));

    public ScriptedApiServer Answer(string json, HttpStatusCode status = HttpStatusCode.OK)
    {
        _answers.Enqueue((_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") }));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request.RequestUri!.PathAndQuery);
        if (_answers.TryDequeue(out var answer)) return await answer(request, cancellationToken);
        // The script is over: like a watch on which nothing happens.
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }
}
