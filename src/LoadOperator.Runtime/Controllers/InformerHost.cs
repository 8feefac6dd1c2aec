using k8s;
using k8s.Models;
using LoadOperator.Runtime.Informers;
using Microsoft.Extensions.Hosting;

namespace LoadOperator.Runtime.Controllers;

/// <summary>Runs a kind's informers, on every replica: one that stands by is ready at once.</summary>
internal sealed class InformerHost<TEntity>(IReadOnlyList<Informer<TEntity>> informers) : BackgroundService
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(informers.Select(i => i.RunAsync(stoppingToken)));
}
