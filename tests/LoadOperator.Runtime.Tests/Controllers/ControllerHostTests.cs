using System.Collections.Concurrent;
using System.Threading.Channels;
using k8s.Models;
using LoadOperator.Runtime.Controllers;
using LoadOperator.Runtime.Informers;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Runtime.Tests.Controllers;

public sealed class ControllerHostTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly EntityCache<V1ConfigMap> _cache = new();
    private readonly RecordingController _controller = new();
    private readonly Runtime.Leadership.Leadership _leadership;
    private readonly ControllerHost<V1ConfigMap> _host;

    public ControllerHostTests()
    {
        var options = new ControllerRuntimeOptions();
        _leadership = new Runtime.Leadership.Leadership(options, new ScriptedApiServer().Client(), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), TimeProvider.System, NullLogger<Runtime.Leadership.Leadership>.Instance);
        _host = new ControllerHost<V1ConfigMap>(_cache, new Lazy<IEntityController<V1ConfigMap>>(_controller), [() => true], _leadership, options, TimeProvider.System, NullLogger<ControllerHost<V1ConfigMap>>.Instance);
    }

    public async ValueTask InitializeAsync() => await _host.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _leadership.StopAsync(CancellationToken.None);
        _host.Dispose();
        _leadership.Dispose();
    }

    [Fact]
    public async Task Change_StandingBy_IsLookedAtOnceWhenItLeadsAndWhatWentIsNotTold()
    {
        _cache.Set(Entity("a", 1));
        _cache.Set(Entity("a", 2));
        _cache.Set(Entity("gone", 3));
        _cache.Remove(new EntityKey("n", "gone"), null);
        Assert.Empty(_controller.Calls);

        await LeadAsync();
        await _controller.UntilAsync("reconcile a/2", Patience);
        _cache.Set(Entity("b", 4));
        await _controller.UntilAsync("reconcile b/4", Patience);

        Assert.Equal(["reconcile a/2", "reconcile b/4"], _controller.Calls);
    }

    [Fact]
    public async Task Deletion_TwiceUnderOneNameWhileItIsReconciled_BothAreToldOnceAndAfterwards()
    {
        await LeadAsync();
        var hold = _controller.HoldNext();
        _cache.Set(Entity("a", 1, "first"));
        await _controller.UntilAsync("reconcile a/1", Patience);
        _cache.Remove(new EntityKey("n", "a"), null);
        _cache.Set(Entity("a", 2, "second"));
        _cache.Remove(new EntityKey("n", "a"), null);
        _cache.Set(Entity("a", 3, "third"));
        hold.SetResult();

        await _controller.UntilAsync("reconcile a/3", Patience);

        Assert.Equal(["reconcile a/1", "deleted a/1", "deleted a/2", "reconcile a/3"], _controller.Calls);
    }

    [Fact]
    public async Task Deletion_TellingFails_IsToldAgain()
    {
        await LeadAsync();
        _cache.Set(Entity("a", 1));
        await _controller.UntilAsync("reconcile a/1", Patience);
        _controller.FailNext("deleted", 1);
        _cache.Remove(new EntityKey("n", "a"), null);

        await _controller.UntilAsync(c => c.Count(x => x == "deleted a/1") == 2, Patience);
    }

    [Fact]
    public async Task Reconcile_Throws_IsTriedAgainUntilItSucceeds()
    {
        await LeadAsync();
        _controller.FailNext("reconcile", 3);
        _cache.Set(Entity("a", 1));

        await _controller.UntilAsync(c => c.Count == 4, Patience);
    }

    [Fact]
    public async Task Changes_ManyOfOneObject_NeverTwiceAtOnceAndTheLastIsSeen()
    {
        await LeadAsync();
        for (var i = 1; i <= 300; i++) _cache.Set(Entity("a", i));

        await _controller.UntilAsync("reconcile a/300", Patience);

        Assert.False(_controller.WasTwiceAtOnce);
    }

    private async Task LeadAsync()
    {
        await _leadership.StartAsync(CancellationToken.None);
        await _leadership.Acquired;
    }

    private static V1ConfigMap Entity(string name, int version, string uid = "u") =>
        new() { Metadata = new V1ObjectMeta { NamespaceProperty = "n", Name = name, Uid = uid, ResourceVersion = $"{version}" } };

    private sealed class RecordingController : IEntityController<V1ConfigMap>
    {
        private readonly ConcurrentQueue<string> _calls = new();
        private readonly ConcurrentDictionary<string, bool> _underWay = new();
        private readonly Channel<bool> _called = Channel.CreateUnbounded<bool>();
        private TaskCompletionSource? _hold;
        private volatile string? _failing;
        private int _failures;

        public IReadOnlyList<string> Calls => [.. _calls];

        public bool WasTwiceAtOnce { get; private set; }

        public void FailNext(string what, int times)
        {
            _failing = what;
            Volatile.Write(ref _failures, times);
        }

        public TaskCompletionSource HoldNext() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken) => CalledAsync("reconcile", entity);

        public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken) => CalledAsync("deleted", entity);

        public Task UntilAsync(string call, TimeSpan patience) => UntilAsync(calls => calls.Contains(call), patience);

        public async Task UntilAsync(Func<IReadOnlyList<string>, bool> isEnough, TimeSpan patience)
        {
            using var limit = new CancellationTokenSource(patience, TimeProvider.System);
            while (!isEnough(Calls))
            {
                try
                {
                    await _called.Reader.ReadAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    Assert.Fail($"only saw {string.Join(", ", Calls.TakeLast(20))}");
                }
            }
        }

        private async Task<ReconciliationResult<V1ConfigMap>> CalledAsync(string what, V1ConfigMap entity)
        {
            if (!_underWay.TryAdd(entity.Metadata.Name, true)) WasTwiceAtOnce = true;
            _calls.Enqueue($"{what} {entity.Metadata.Name}/{entity.Metadata.ResourceVersion}");
            _called.Writer.TryWrite(true);
            await Task.Yield();
            if (Interlocked.Exchange(ref _hold, null) is { } hold) await hold.Task;
            _underWay.TryRemove(entity.Metadata.Name, out _);
            if (what == _failing && Interlocked.Decrement(ref _failures) >= 0) throw new InvalidOperationException("as asked");
            return ReconciliationResult<V1ConfigMap>.Success(entity);
        }
    }
}
