using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Integration.Tests.Runtime;

/// <summary>One replica of a small operator: its controller writes into every widget's status how often it has seen it.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Kubernetes _kubernetes;
    private bool _isDisposed;

    private Replica(IHost host, Kubernetes kubernetes, RequestLog log) => (_host, _kubernetes, Log) = (host, kubernetes, log);

    public RequestLog Log { get; }

    public ConcurrentQueue<string> Reconciled => Controller.Reconciled;

    public int StatusesWritten => Controller.StatusesWritten;

    public IEntityCache<Widget> Cache => _host.Services.GetRequiredService<IEntityCache<Widget>>();

    public bool HasEnded => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private WidgetController Controller => (WidgetController)_host.Services.GetRequiredService<IEntityController<Widget>>();

    /// <param name="identity">Null: without a lease.</param>
    public static async Task<Replica> StartAsync(ApiServerFixture server, string @namespace, string? identity)
    {
        var log = new RequestLog();
        var kubernetes = server.NewClient(log);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(kubernetes);
        builder.Services
            .AddControllerRuntime(new ControllerRuntimeOptions
            {
                FieldManager = "tests",
                Namespaces = [@namespace],
                LeaderElection = identity is null ? null : new LeaderElectionOptions { Namespace = @namespace, LeaseName = "lease", Identity = identity },
            })
            .AddController<WidgetController, Widget>(c => c.Owns<V1ConfigMap>("mine=yes"));
        var replica = new Replica(builder.Build(), kubernetes, log);
        await replica._host.StartAsync(TestContext.Current.CancellationToken);
        return replica;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _host.StopAsync();
        _host.Dispose();
        _kubernetes.Dispose();
    }

    private sealed class WidgetController(IEntityStore store) : IEntityController<Widget>
    {
        private int _statusesWritten;

        public ConcurrentQueue<string> Reconciled { get; } = new();

        public int StatusesWritten => _statusesWritten;

        public async Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken)
        {
            Reconciled.Enqueue(entity.Metadata.Name);
            var status = new WidgetStatus { Phase = "Seen", Count = (entity.Status?.Count ?? 0) + 1 };
            if (await store.PatchStatusAsync(entity, entity.Status, status, cancellationToken)) Interlocked.Increment(ref _statusesWritten);
            return ReconciliationResult<Widget>.Success(entity);
        }

        public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken) => Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }
}
