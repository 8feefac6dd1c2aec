using k8s;
using k8s.Models;

namespace LoadOperator.Runtime;

/// <summary>The objects of one kind as the API server last told of them. Reading costs no request; what is read must not be changed.</summary>
public interface IEntityCache<out TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Whether the first list is complete.</summary>
    bool HasSynced { get; }

    TEntity? Find(EntityKey key);

    IReadOnlyCollection<TEntity> List();
}

/// <summary>Lets work in the background ask for a reconcile.</summary>
public interface IReconcileRequests<TEntity>
{
    /// <param name="key">The object.</param>
    /// <param name="delay">When; of several requests the earliest counts.</param>
    void Enqueue(EntityKey key, TimeSpan delay = default);
}
