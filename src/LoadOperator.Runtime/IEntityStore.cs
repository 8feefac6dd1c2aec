using k8s;
using k8s.Models;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Runtime;

/// <summary>Writes to the API server, and reads what no cache holds.</summary>
public interface IEntityStore
{
    /// <summary>Server-side apply under the program's field manager: makes the object, or takes over the fields given.</summary>
    /// <exception cref="ApiException">The server refused it.</exception>
    Task<T> ApplyAsync<T>(T desired, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Makes the object; one that has the name already is left as it is.</summary>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="ApiException">The server refused it.</exception>
    Task<bool> CreateAsync<T>(T entity, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Adds an ephemeral container to a pod that runs. It cannot be taken away again.</summary>
    /// <exception cref="ApiException">The server refused it; <c>NotFound</c> also where it has no ephemeral containers.</exception>
    Task AddAsync(V1Pod pod, V1EphemeralContainer container, CancellationToken cancellation);

    /// <summary>Whether this program has a right, such as to patch <c>pods/ephemeralcontainers</c> of a namespace.</summary>
    /// <exception cref="ApiException">The server does not say.</exception>
    Task<bool> MayAsync(string verb, string resource, string subresource, string @namespace, CancellationToken cancellation);

    /// <summary>The object, or null where there is none.</summary>
    Task<T?> GetAsync<T>(EntityKey key, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>The objects of a namespace that carry these labels.</summary>
    Task<IReadOnlyList<T>> ListAsync<T>(string @namespace, string labelSelector, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes the object; one that is gone already is no error, and neither is one that another has taken the name of.</summary>
    Task DeleteAsync<T>(T entity, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Changes the status by one merge patch of the fields that differ; sends nothing where none does.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="before">The status that it has, as far as this program knows.</param>
    /// <param name="after">The status that it is to have.</param>
    /// <returns>Whether there was anything to change.</returns>
    /// <exception cref="ApiException">The server refused it; <c>NotFound</c> also where another object has the name by now.</exception>
    Task<bool> PatchStatusAsync<T>(T entity, object? before, object after, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>;
}
