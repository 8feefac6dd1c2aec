using System.Diagnostics;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Runtime;

/// <summary>The whole runtime in a host, as the operator has it.</summary>
public sealed class ReplicaTests(ApiServerFixture server) : IAsyncLifetime
{
    private Kubernetes _kubernetes = null!;
    private string _namespace = "";

    public async ValueTask InitializeAsync()
    {
        _kubernetes = server.NewClient();
        await Widget.DefineAsync(_kubernetes);
        _namespace = await server.CreateNamespaceAsync("test");
    }

    public ValueTask DisposeAsync()
    {
        _kubernetes?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task OwnedObject_Changes_ItsOwnerIsReconciledAndTheOwnStatusIsNot()
    {
        await using var replica = await Replica.StartAsync(server, _namespace, null);
        var owner = await CreateAsync("w");
        await Waiting.UntilAsync(() => replica.Reconciled.Contains("w"), "the first reconcile");
        // The controller has written a status: that alone wakes nobody.
        await Waiting.UntilAsync(() => replica.StatusesWritten >= 1, "the status");
        replica.Reconciled.Clear();
        await CreateAsync("other");
        await Waiting.UntilAsync(() => replica.Reconciled.Contains("other"), "the other's reconcile");
        Assert.DoesNotContain("w", replica.Reconciled);

        await _kubernetes.CoreV1.CreateNamespacedConfigMapAsync(ChildOf(owner), _namespace, cancellationToken: TestContext.Current.CancellationToken);
        await Waiting.UntilAsync(() => replica.Reconciled.Contains("w"), "the owner's reconcile");
    }

    [Fact]
    public async Task Idle_NothingHappens_NothingIsSentButRenewals()
    {
        await using var replica = await Replica.StartAsync(server, _namespace, "a");
        await CreateAsync("w");
        await Waiting.UntilAsync(() => replica.StatusesWritten >= 1, "the status");
        await Waiting.UntilAsync(() => replica.Log.Requests.Count(r => r.Contains("watch=true", StringComparison.Ordinal)) == 2, "both watches");
        replica.Log.Clear();

        await Waiting.UntilAsync(() => replica.Log.Requests.Count(r => r.Contains("/leases", StringComparison.Ordinal)) >= 3, "three renewals");

        Assert.All(replica.Log.Requests, r => Assert.StartsWith("PUT /apis/coordination.k8s.io/v1/", r, StringComparison.Ordinal));
    }

    [Fact(DisableParallelization = true)]
    public async Task Leader_StopsInOrder_TheOtherTakesOverAtOnce()
    {
        await using var first = await Replica.StartAsync(server, _namespace, "a");
        await CreateAsync("w");
        await Waiting.UntilAsync(() => first.Reconciled.Contains("w"), "the leader's reconcile");
        await using var second = await Replica.StartAsync(server, _namespace, "b");
        await Waiting.UntilAsync(() => second.Cache.HasSynced, "the standby's list");
        Assert.Empty(second.Reconciled);

        var stopped = Stopwatch.GetTimestamp();
        await first.DisposeAsync();
        await Waiting.UntilAsync(() => second.Reconciled.Contains("w"), "the takeover", seconds: 20);

        var took = Stopwatch.GetElapsedTime(stopped);
        TestContext.Current.TestOutputHelper?.WriteLine($"taken over after {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(8), $"{took}");
    }

    [Fact(DisableParallelization = true)]
    public async Task Leader_CutOff_EndsBeforeTheOtherTakesOverWithinTwentySeconds()
    {
        await using var first = await Replica.StartAsync(server, _namespace, "a");
        await CreateAsync("w");
        await Waiting.UntilAsync(() => first.Reconciled.Contains("w"), "the leader's reconcile");
        await using var second = await Replica.StartAsync(server, _namespace, "b");
        await Waiting.UntilAsync(() => second.Cache.HasSynced, "the standby's list");

        var cut = Stopwatch.GetTimestamp();
        first.Log.Intercept = _ => System.Net.HttpStatusCode.ServiceUnavailable;
        await Waiting.UntilAsync(() => first.HasEnded, "the end of the leader", seconds: 14);
        var ended = Stopwatch.GetElapsedTime(cut);
        Assert.Empty(second.Reconciled);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
        await Waiting.UntilAsync(() => second.Reconciled.Contains("w"), "the takeover", seconds: 20 - ended.TotalSeconds);

        TestContext.Current.TestOutputHelper?.WriteLine($"ended after {ended.TotalSeconds:0.0} s, taken over after {Stopwatch.GetElapsedTime(cut).TotalSeconds:0.0} s");
    }

    private async Task<Widget> CreateAsync(string name)
    {
        using var widgets = new GenericClient(_kubernetes, "test.loadoperator.dev", "v1", "widgets", disposeClient: false);
        return await widgets.CreateNamespacedAsync(new Widget { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = _namespace } }, _namespace, TestContext.Current.CancellationToken);
    }

    private static V1ConfigMap ChildOf(Widget owner) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "child",
            Labels = new Dictionary<string, string> { ["mine"] = "yes" },
            OwnerReferences = [new V1OwnerReference { ApiVersion = owner.ApiVersion, Kind = owner.Kind, Name = owner.Metadata.Name, Uid = owner.Metadata.Uid, Controller = true }],
        },
    };
}
