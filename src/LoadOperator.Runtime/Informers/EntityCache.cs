using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace LoadOperator.Runtime.Informers;

/// <summary>The objects of one kind, and who wants to know of changes to them. Filled by one informer for each namespace.</summary>
internal sealed class EntityCache<TEntity> : IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<EntityKey, TEntity> _entities = new();
    private readonly List<Action<EntityChange<TEntity>>> _listeners = [];
    private int _informers;
    private int _synced;

    public bool HasSynced => _synced >= _informers;

    public TEntity? Find(EntityKey key) => _entities.GetValueOrDefault(key);

    public IReadOnlyCollection<TEntity> List() => [.. _entities.Values];

    /// <summary>Adds a listener. To be called before the informers start.</summary>
    public void Subscribe(Action<EntityChange<TEntity>> listener) => _listeners.Add(listener);

    public void AddInformer() => Interlocked.Increment(ref _informers);

    public void InformerSynced() => Interlocked.Increment(ref _synced);

    /// <summary>Takes up an object. One with the version that is known already is no change.</summary>
    public void Set(TEntity entity)
    {
        var key = EntityKey.Of(entity);
        var before = _entities.GetValueOrDefault(key);
        if (before is not null && before.Metadata.ResourceVersion == entity.Metadata.ResourceVersion) return;
        _entities[key] = entity;
        // Deleted and made anew between two looks: two changes, or a controller would take one object for the other.
        if (before is not null && before.Metadata.Uid != entity.Metadata.Uid)
        {
            Tell(new EntityChange<TEntity>(before, null));
            before = null;
        }

        Tell(new EntityChange<TEntity>(before, entity));
    }

    public void Remove(EntityKey key, TEntity? last)
    {
        if (_entities.TryRemove(key, out var before)) Tell(new EntityChange<TEntity>(last ?? before, null));
    }

    /// <summary>Removes what a complete list of a namespace (empty: of all) no longer has.</summary>
    public void RemoveAllBut(IReadOnlySet<EntityKey> listed, string @namespace)
    {
        foreach (var key in _entities.Keys.Where(k => (@namespace.Length == 0 || k.Namespace == @namespace) && !listed.Contains(k))) Remove(key, null);
    }

    private void Tell(EntityChange<TEntity> change)
    {
        foreach (var listener in _listeners) listener(change);
    }
}
