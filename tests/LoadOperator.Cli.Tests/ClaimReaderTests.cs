using System.Net;
using System.Text;
using k8s;
using LoadOperator.Cli.Artifacts;

namespace LoadOperator.Cli.Tests;

/// <summary>A pod that reads a claim, in a cluster that does not let it.</summary>
public sealed class ClaimReaderTests
{
    private const string Name = "^pod (loadctl-artifacts-[0-9a-f]{8})";

    [Fact]
    public async Task Open_PodThatIsRefused_SaysWhyAndDeletesItAllTheSame()
    {
        var cluster = new Cluster { Create = (HttpStatusCode.Forbidden, "pods is forbidden: exceeded quota"), Delete = (HttpStatusCode.NotFound, "no such pod") };

        var message = await FailAsync<IOException>(cluster);

        Assert.Matches($"{Name}, which would read claim traces: the API server answers 403: pods is forbidden: exceeded quota$", message);
        Assert.Equal(["POST", "DELETE"], cluster.Asked);
    }

    [Fact]
    public async Task Open_ClusterThatCannotBeReached_SaysSo()
    {
        var cluster = new Cluster { Unreachable = new HttpRequestException("connection refused") };

        Assert.Matches($"{Name}, which would read claim traces: the API server cannot be reached: connection refused$", await FailAsync<IOException>(cluster));
        // Nobody knows whether it was made.
        Assert.Equal(["POST", "DELETE"], cluster.Asked);
    }

    [Theory]
    [InlineData("""{"phase": "Failed", "containerStatuses": [{"name": "store", "state": {"terminated": {"exitCode": 128, "reason": "StartError", "message": "exec: load-agent: not found\n"} } }]}""", "StartError: exec: load-agent: not found")]
    [InlineData("""{"phase": "Succeeded", "containerStatuses": [{"name": "store", "state": {"terminated": {"exitCode": 0, "reason": "Completed"} } }]}""", "Completed")]
    [InlineData("""{"phase": "Failed", "reason": "Evicted"}""", "Failed")]
    public async Task Open_PodThatEnds_SaysHow(string status, string how)
    {
        var cluster = new Cluster { Status = status };

        Assert.Matches($"{Name} has ended: {how}$", await FailAsync<IOException>(cluster));
        Assert.Equal(["POST", "GET", "DELETE"], cluster.Asked);
    }

    [Theory]
    [InlineData("""{"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "persistentvolumeclaim \"traces\" not found"}]}""", "Unschedulable: persistentvolumeclaim \"traces\" not found")]
    [InlineData("""{"phase": "Pending", "containerStatuses": [{"name": "store", "ready": false, "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"} } }]}""", "ImagePullBackOff: no such image")]
    [InlineData("""{"phase": "Pending"}""", "Pending")]
    public async Task Open_PodThatDoesNotRunInTime_SaysWhatItWaitsFor(string status, string what)
    {
        var cluster = new Cluster { Status = status };

        Assert.Matches($"{Name}, which would read claim traces, does not run after 1 s: {what}$", await FailAsync<IOException>(cluster));
        Assert.Equal("DELETE", cluster.Asked[^1]);
    }

    [Fact]
    public async Task Open_Interrupted_IsNoFailureAndLeavesNoPod()
    {
        using var interruption = new CancellationTokenSource();
        var cluster = new Cluster { Status = """{"phase": "Pending"}""", Looked = interruption.Cancel };

        await FailAsync<OperationCanceledException>(cluster, interruption.Token);

        Assert.Equal(["POST", "GET", "DELETE"], cluster.Asked);
    }

    /// <summary>It ends by itself; what was fetched before is whole.</summary>
    [Fact]
    public async Task Dispose_PodThatCannotBeDeleted_IsNoFailure()
    {
        var cluster = new Cluster { Status = """{"phase": "Failed"}""", Delete = (HttpStatusCode.InternalServerError, "etcd has no leader") };

        await FailAsync<IOException>(cluster);

        Assert.Equal("DELETE", cluster.Asked[^1]);
    }

    [Fact]
    public async Task Dispose_NeverOpened_AsksNothing()
    {
        var cluster = new Cluster();
        using var client = cluster.Client();

        await new ClaimReader(client, "shop", "traces", "image", TimeProvider.System).DisposeAsync();

        Assert.Empty(cluster.Asked);
    }

    private static async Task<string> FailAsync<T>(Cluster cluster, CancellationToken? interruption = null)
        where T : Exception
    {
        using var client = cluster.Client();
        await using var reader = new ClaimReader(client, "shop", "traces", "image", TimeProvider.System) { LongestStart = TimeSpan.FromSeconds(1) };
        return (await Assert.ThrowsAnyAsync<T>(() => reader.OpenAsync(interruption ?? TestContext.Current.CancellationToken))).Message;
    }

    /// <summary>What an API server answers about a pod.</summary>
    private sealed class Cluster : DelegatingHandler
    {
        public (HttpStatusCode Code, string Message)? Create { get; init; }

        public (HttpStatusCode Code, string Message)? Delete { get; init; }

        /// <summary>The pod's.</summary>
        public string Status { get; init; } = "{}";

        public Exception? Unreachable { get; init; }

        /// <summary>What happens when the pod is looked at.</summary>
        public Action? Looked { get; init; }

        public List<string> Asked { get; } = [];

        public Kubernetes Client() => new(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, this);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.Method.Method);
            if (Unreachable is not null) throw Unreachable;
            if (request.Method == HttpMethod.Get) Looked?.Invoke();
            var refusal = request.Method == HttpMethod.Post ? Create : request.Method == HttpMethod.Delete ? Delete : null;
            var content = refusal?.Message ?? $$"""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "any"}, "status": {{Status}} }""";
            return Task.FromResult(new HttpResponseMessage(refusal?.Code ?? HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(content, Encoding.UTF8, "application/json") });
        }
    }
}
