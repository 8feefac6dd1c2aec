using System.Collections.Concurrent;
using System.Net;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Integration.Tests.Runtime;

public sealed class InformerTests(ApiServerFixture server) : IAsyncLifetime
{
    private readonly RequestLog _log = new();
    private readonly EntityCache<V1ConfigMap> _cache = new();
    private readonly ConcurrentQueue<string> _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private Kubernetes _kubernetes = null!;
    private string _namespace = "";

    public async ValueTask InitializeAsync()
    {
        _kubernetes = server.NewClient(_log);
        _namespace = await server.CreateNamespaceAsync("test");
        _cache.Subscribe(c => _changes.Enqueue($"{(c.Before is null ? "+" : c.After is null ? "-" : "~")}{(c.After ?? c.Before)!.Metadata.Name}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _kubernetes?.Dispose();
    }

    [Fact]
    public async Task Run_FiveObjectsInPagesOfTwo_AreAllThereAfterThreeRequests()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" }) await CreateAsync(name);

        Start(pageSize: 2);
        await Waiting.UntilAsync(() => _cache.HasSynced, "the first list");

        Assert.Equal(["+a", "+b", "+c", "+d", "+e"], _changes);
        Assert.Equal(3, _log.Requests.Count(r => r.Contains("limit=2", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_AddUpdateDelete_AreToldInOrderByOneWatch()
    {
        Start();
        await Waiting.UntilAsync(() => _cache.HasSynced, "the first list");
        var made = await CreateAsync("a");
        made.Data = new Dictionary<string, string> { ["k"] = "v" };
        await _kubernetes.CoreV1.ReplaceNamespacedConfigMapAsync(made, "a", _namespace, cancellationToken: TestContext.Current.CancellationToken);
        await _kubernetes.CoreV1.DeleteNamespacedConfigMapAsync("a", _namespace, cancellationToken: TestContext.Current.CancellationToken);

        await Waiting.UntilAsync(() => _changes.Count >= 3, "three changes");

        Assert.Equal(["+a", "~a", "-a"], _changes);
        Assert.Single(_log.Requests, r => r.Contains("watch=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_PlaceGone_TellsWhatVanishedAndNothingOfWhatStayed()
    {
        foreach (var name in new[] { "stays", "goes" }) await CreateAsync(name);
        var isGone = false;
        _log.Intercept = request =>
        {
            if (isGone || request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) is false) return null;
            isGone = true;
            // Between the list and the relist, where no watch tells of it.
            using var other = server.NewClient();
            other.CoreV1.DeleteNamespacedConfigMap("goes", _namespace);
            return HttpStatusCode.Gone;
        };

        Start();
        await Waiting.UntilAsync(() => _changes.Contains("-goes"), "the deletion");

        Assert.Equal(["+goes", "+stays", "-goes"], _changes);
        Assert.Equal(2, _log.Requests.Count(r => r.Contains("limit=", StringComparison.Ordinal)));
    }

    private void Start(int pageSize = 500)
    {
        _cache.AddInformer();
        // Every new namespace has a ConfigMap of its own in later releases.
        var scope = new InformerScope(_namespace, "mine=yes") { PageSize = pageSize };
        _running = new Informer<V1ConfigMap>(scope, _cache, new ApiClient(_kubernetes), new EntitySerializer(new ControllerRuntimeOptions()), TimeProvider.System, NullLogger.Instance).RunAsync(_stop.Token);
    }

    private Task<V1ConfigMap> CreateAsync(string name) => _kubernetes.CoreV1.CreateNamespacedConfigMapAsync(
        new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["mine"] = "yes" } } }, _namespace, cancellationToken: TestContext.Current.CancellationToken);
}
