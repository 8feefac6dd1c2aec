using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Tests;

/// <summary>Objects in memory, as an API server would keep them.</summary>
internal sealed class MemoryStore : IEntityStore
{
    private readonly ConcurrentDictionary<(Type, EntityKey), object> _objects = new();

    public int Writes { get; private set; }

    /// <summary>What the next writes run into.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>Kinds that this server does not know.</summary>
    public HashSet<Type> NotServed { get; } = [];

    public Task<T> ApplyAsync<T>(T desired, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (Failures.TryDequeue(out var failure)) throw failure;
        Writes++;
        _objects[(typeof(T), EntityKey.Of(desired))] = KubernetesJson.Deserialize<T>(KubernetesJson.Serialize(desired));
        return Task.FromResult(desired);
    }

    public Task<bool> CreateAsync<T>(T entity, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (Failures.TryDequeue(out var failure)) throw failure;
        Writes++;
        return Task.FromResult(_objects.TryAdd((typeof(T), EntityKey.Of(entity)), entity));
    }

    /// <summary>What containers that are to be added run into.</summary>
    public Exception? RefusesContainers { get; set; }

    public Task AddAsync(V1Pod pod, V1EphemeralContainer container, CancellationToken cancellation)
    {
        if (RefusesContainers is not null) throw RefusesContainers;
        Writes++;
        var kept = (V1Pod)_objects[(typeof(V1Pod), EntityKey.Of(pod))];
        kept.Spec.EphemeralContainers = [.. kept.Spec.EphemeralContainers ?? [], container];
        return Task.CompletedTask;
    }

    /// <summary>What this program may do.</summary>
    public bool May { get; set; } = true;

    public Task<bool> MayAsync(string verb, string resource, string subresource, string @namespace, CancellationToken cancellation) => Task.FromResult(May);

    public Task<T?> GetAsync<T>(EntityKey key, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> => Task.FromResult(_objects.GetValueOrDefault((typeof(T), key)) as T);

    public Task<IReadOnlyList<T>> ListAsync<T>(string @namespace, string labelSelector, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        NotServed.Contains(typeof(T))
            ? throw new ApiException(System.Net.HttpStatusCode.NotFound, "", "the server could not find the requested resource")
            : Task.FromResult<IReadOnlyList<T>>([.. _objects.Values.OfType<T>()]);

    public Task DeleteAsync<T>(T entity, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _objects.TryRemove((typeof(T), EntityKey.Of(entity)), out _);
        return Task.CompletedTask;
    }

    public Task<bool> PatchStatusAsync<T>(T entity, object? before, object after, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();
}
