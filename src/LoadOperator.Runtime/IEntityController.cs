using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;

namespace LoadOperator.Runtime;

/// <summary>Brings the cluster towards what an object asks for. One object is never reconciled twice at once. (KubeOps's shape.)</summary>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The object is new, or something that belongs to it has changed.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>The object is gone; this is its last known state.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}

/// <summary>How a reconcile went, and when the next one is due.</summary>
[SuppressMessage("Design", "CA1000", Justification = "KubeOps's shape.")]
public sealed record ReconciliationResult<TEntity>
{
    private ReconciliationResult()
    {
    }

    public required TEntity Entity { get; init; }

    public required bool IsSuccess { get; init; }

    public string? ErrorMessage { get; init; }

    public Exception? Error { get; init; }

    /// <summary>Null: after a success only when something changes, after a failure with a growing delay.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new() { Entity = entity, IsSuccess = true, RequeueAfter = requeueAfter };

    public static ReconciliationResult<TEntity> Failure(TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new() { Entity = entity, IsSuccess = false, ErrorMessage = errorMessage, Error = error, RequeueAfter = requeueAfter };
}
