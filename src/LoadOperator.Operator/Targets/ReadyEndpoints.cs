using System.Globalization;
using System.Net;
using k8s.Models;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Targets;

/// <summary>A ready endpoint of a Service.</summary>
/// <param name="Ip">Its IP address.</param>
/// <param name="Port">The port behind the Service's own.</param>
/// <param name="Pod">The pod that it says it is; null where it says none.</param>
internal sealed record ReadyEndpoint(string Ip, int Port, string? Pod)
{
    public string Address => Join(Ip, Port);

    public static string Join(string ip, int port) =>
        ip.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{ip}]:{port}") : string.Create(CultureInfo.InvariantCulture, $"{ip}:{port}");
}

/// <summary>What stands behind a Service, as kube-proxy sees it: EndpointSlices, or Endpoints where the server is older than these (1.21).</summary>
internal sealed class ReadyEndpoints(IEntityStore store)
{
    /// <summary>The ready endpoints for a port of the Service, in an order that does not change.</summary>
    public async Task<IReadOnlyList<ReadyEndpoint>> OfAsync(V1Service service, V1ServicePort port, CancellationToken cancellation)
    {
        var key = EntityKey.Of(service);
        IEnumerable<ReadyEndpoint> found;
        try
        {
            found = OfSlices(await store.ListAsync<V1EndpointSlice>(key.Namespace, $"kubernetes.io/service-name={key.Name}", cancellation), FamilyOf(service), port);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            found = Of(await store.GetAsync<V1Endpoints>(key, cancellation), port);
        }

        return [.. found.Distinct().OrderBy(e => e.Address, StringComparer.Ordinal)];
    }

    private static IEnumerable<ReadyEndpoint> OfSlices(IReadOnlyList<V1EndpointSlice> slices, string family, V1ServicePort port) =>
        from slice in slices
        where slice.AddressType == family
        from slicePort in slice.Ports ?? []
        where (slicePort.Name ?? "") == (port.Name ?? "") && slicePort.Port is not null
        from endpoint in slice.Endpoints ?? []
        where endpoint.Conditions?.Ready is not false
        from address in endpoint.Addresses
        select new ReadyEndpoint(address, slicePort.Port!.Value, PodOf(endpoint.TargetRef));

    private static IEnumerable<ReadyEndpoint> Of(V1Endpoints? endpoints, V1ServicePort port) =>
        from subset in endpoints?.Subsets ?? []
        from subsetPort in subset.Ports ?? []
        where (subsetPort.Name ?? "") == (port.Name ?? "")
        from address in subset.Addresses ?? []
        select new ReadyEndpoint(address.Ip, subsetPort.Port, PodOf(address.TargetRef));

    /// <summary>A Service of both families has its pods twice: those of the family of its first address count.</summary>
    private static string FamilyOf(V1Service service) =>
        service.Spec.IpFamilies is { Count: > 0 } families ? families[0] : service.Spec.ClusterIP?.Contains(':', StringComparison.Ordinal) is true ? "IPv6" : "IPv4";

    private static string? PodOf(V1ObjectReference? reference) => reference is { Kind: "Pod" } ? reference.Name : null;
}
