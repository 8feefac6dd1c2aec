using k8s;
using k8s.Models;
using LoadOperator.Runtime.Informers;
using LoadOperator.Runtime.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime.Controllers;

/// <summary>Takes objects from the queue and lets the controller reconcile them, while this replica leads.</summary>
internal sealed class ControllerHost<TEntity> : BackgroundService, IReconcileRequests<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string _kind = typeof(TEntity).Name;
    private readonly EntityCache<TEntity> _cache;
    private readonly Lazy<IEntityController<TEntity>> _controller;
    private readonly IReadOnlyList<Func<bool>> _synced;
    private readonly Leadership.Leadership _leadership;
    private readonly ControllerRuntimeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WorkQueue<EntityKey> _queue;
    private readonly Departures<TEntity> _gone = new();
    private readonly Lock _beginning = new();
    private bool _isActing;

    /// <param name="controller">Made late: controllers may themselves ask for reconciles.</param>
    /// <param name="synced">Whether each cache that the controller may read is complete.</param>
    public ControllerHost(EntityCache<TEntity> cache, Lazy<IEntityController<TEntity>> controller, IReadOnlyList<Func<bool>> synced, Leadership.Leadership leadership, ControllerRuntimeOptions options, TimeProvider clock, ILogger<ControllerHost<TEntity>> logger)
    {
        (_cache, _controller, _synced, _leadership, _options, _clock, _logger) = (cache, controller, synced, leadership, options, clock, logger);
        _queue = new WorkQueue<EntityKey>(clock, waited => RuntimeMetrics.Waited(_kind, waited));
        cache.Subscribe(Changed);
        RuntimeMetrics.ObserveDepth(_kind, () => _queue.Depth);
    }

    public void Enqueue(EntityKey key, TimeSpan delay = default) => _queue.Add(key, delay);

    /// <summary>Something has changed that concerns the object. A replica that stands by remembers nothing of it: it looks at everything when it begins.</summary>
    public void Concerned(EntityKey key)
    {
        lock (_beginning)
        {
            if (_isActing) _queue.Add(key);
        }
    }

    public override void Dispose()
    {
        _queue.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _leadership.Acquired.WaitAsync(stoppingToken).ConfigureAwait(false);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _leadership.Lost);
            // A cache that is half full looks like a cluster in which things are missing.
            while (!_synced.All(isSynced => isSynced())) await Task.Delay(TimeSpan.FromMilliseconds(20), _clock, either.Token).ConfigureAwait(false);
            Begin();
            await Task.WhenAll(Enumerable.Range(0, _options.MaxConcurrentReconciles).Select(_ => WorkAsync(either.Token))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told to stop, or no longer leading.
        }
    }

    private void Begin()
    {
        lock (_beginning)
        {
            // A change is in the cache before it is told: what is not told any more is in this list.
            _isActing = true;
            foreach (var entity in _cache.List()) _queue.Add(EntityKey.Of(entity));
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var key = await _queue.TakeAsync(cancellation).ConfigureAwait(false);
            try
            {
                await ProcessAsync(key, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ProcessAsync(EntityKey key, CancellationToken cancellation)
    {
        while (_gone.First(key) is { } gone)
        {
            if (!await RunAsync(key, gone, _controller.Value.DeletedAsync, cancellation).ConfigureAwait(false)) return;
            _gone.Told(key, gone);
        }

        if (_cache.Find(key) is { } entity) await RunAsync(key, entity, _controller.Value.ReconcileAsync, cancellation).ConfigureAwait(false);
    }

    /// <returns>Whether it succeeded; if not, the key is queued again.</returns>
    private async Task<bool> RunAsync(EntityKey key, TEntity entity, Func<TEntity, CancellationToken, Task<ReconciliationResult<TEntity>>> reconcile, CancellationToken cancellation)
    {
        using var activity = RuntimeTracing.Reconcile(_kind, key);
        var started = _clock.GetTimestamp();
        ReconciliationResult<TEntity> result;
        try
        {
            result = await reconcile(entity, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellation.IsCancellationRequested)
        {
            result = ReconciliationResult<TEntity>.Failure(entity, exception.Message, exception);
        }

        RuntimeMetrics.Reconciled(_kind, _clock.GetElapsedTime(started), result.IsSuccess);
        if (result.IsSuccess)
        {
            _queue.Succeeded(key);
            if (result.RequeueAfter is { } delay) _queue.Add(key, delay);
            return true;
        }

        activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, result.ErrorMessage);
        RuntimeMetrics.Retried(_kind);
        if (result.RequeueAfter is { } given) _queue.Add(key, given);
        Log.ReconcileFailed(_logger, _kind, key.ToString(), result.RequeueAfter ?? _queue.AddAfterFailure(key), result.ErrorMessage ?? "", IsExpected(result.Error) ? null : result.Error);
        return false;
    }

    /// <summary>What the API server says, or that it cannot be reached, needs no stack.</summary>
    private static bool IsExpected(Exception? error) => error is Api.ApiException or HttpRequestException;

    private void Changed(EntityChange<TEntity> change)
    {
        if (change.After is null)
        {
            var key = EntityKey.Of(change.Before!);
            lock (_beginning)
            {
                // Of what went while another replica led, that one was told.
                if (_isActing) _gone.Add(key, change.Before!);
            }

            Concerned(key);
        }
        else if (change.Before is null || Concern.IsIn(change.Before.Metadata, change.After.Metadata))
        {
            Concerned(EntityKey.Of(change.After));
        }
    }
}
