using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace LoadOperator.Runtime.Tests.Leadership;

/// <summary>One lease, kept as an API server keeps it: versions go up, and a write over a version that has passed is a conflict. It can be cut off.</summary>
internal sealed class LeaseServer : DelegatingHandler
{
    private readonly Lock _lock = new();
    private JsonObject? _lease;
    private int _version;
    private int _requests;

    /// <summary>Whether connections are refused.</summary>
    public bool IsAway { get; set; }

    public int Requests => _requests;

    public string? Holder
    {
        get
        {
            lock (_lock) return (string?)_lease?["spec"]?["holderIdentity"];
        }
    }

    public Kubernetes Client() => new(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, new Connection(this));

    /// <summary>Somebody else takes the lease, whatever it says.</summary>
    public void Seize(string holder)
    {
        lock (_lock)
        {
            _lease!["spec"]!["holderIdentity"] = holder;
            Stamp();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        if (IsAway) throw new HttpRequestException("connection refused");
        var sent = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        lock (_lock)
        {
            if (request.Method == HttpMethod.Post) return _lease is null ? Write(sent!) : Refuse(HttpStatusCode.Conflict, "AlreadyExists");
            if (_lease is null) return Refuse(HttpStatusCode.NotFound, "NotFound");
            if (request.Method == HttpMethod.Get) return Answer();
            if ((string?)sent!["metadata"]?["resourceVersion"] is { } version && version != $"{_version}") return Refuse(HttpStatusCode.Conflict, "Conflict");
            if (request.Method == HttpMethod.Put) return Write(sent);
            foreach (var (name, value) in sent["spec"]!.AsObject()) _lease["spec"]![name] = value?.DeepClone();
            return Write(_lease);
        }
    }

    private HttpResponseMessage Write(JsonObject lease)
    {
        _lease = lease.DeepClone().AsObject();
        Stamp();
        return Answer();
    }

    private void Stamp() => _lease!["metadata"]!["resourceVersion"] = $"{++_version}";

    private HttpResponseMessage Answer() => new(HttpStatusCode.OK) { Content = new StringContent(_lease!.ToJsonString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Refuse(HttpStatusCode status, string reason) =>
        new(status) { Content = new StringContent($$"""{"kind":"Status","code":{{(int)status}},"reason":"{{reason}}","message":"{{reason}}"}""", Encoding.UTF8, "application/json") };

    /// <summary>One client's way to the server: a handler can be in one chain only.</summary>
    private sealed class Connection(LeaseServer server) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => server.SendAsync(request, cancellationToken);
    }
}
