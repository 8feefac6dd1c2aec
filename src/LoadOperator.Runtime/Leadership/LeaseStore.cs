using System.Net;
using k8s.Models;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Runtime.Leadership;

/// <summary>The lease in the API server. A write names the version that it is based on: of two replicas that write at once one is refused.</summary>
internal sealed class LeaseStore(ApiClient api, LeaderElectionOptions options)
{
    private readonly string _all = ResourcePath.Of(typeof(V1Lease), options.Namespace);
    private readonly string _one = ResourcePath.Of(typeof(V1Lease), new EntityKey(options.Namespace, options.LeaseName));

    /// <returns>Null where there is none.</returns>
    public async Task<Lease?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return Lease.Of(await api.SendAsync(HttpMethod.Get, _one, cancellation).ConfigureAwait(false));
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <returns>The lease as written; null where somebody else was faster.</returns>
    public async Task<Lease?> WriteAsync(Lease lease, CancellationToken cancellation)
    {
        var isNew = lease.Version.Length == 0;
        try
        {
            return Lease.Of(await api.SendAsync(isNew ? HttpMethod.Post : HttpMethod.Put, isNew ? _all : _one, cancellation, lease.Content.ToJsonString()).ConfigureAwait(false));
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.Conflict || (!isNew && exception.Status is HttpStatusCode.NotFound))
        {
            return null;
        }
    }
}
