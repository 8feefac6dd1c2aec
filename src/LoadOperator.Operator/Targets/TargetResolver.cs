using System.Globalization;
using k8s.Models;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Targets;

/// <summary>
/// Finds a side's addresses through the API, so that neither cluster DNS nor name lookups are part of the measurement. Requests name the
/// Service as their host all the same.
/// </summary>
internal sealed class TargetResolver(IEntityStore store, TargetFacts facts)
{
    /// <exception cref="TargetUnavailableException">There is no such Service, or nothing is ready behind it.</exception>
    public async Task<ClusterTarget> ResolveAsync(LoadCampaign campaign, Target target, string field, CancellationToken cancellation)
    {
        if (target.Service is not { } wanted) return new ClusterTarget(new TargetAddress { Url = target.Url!, Tls = target.Tls }, null, null);
        var key = new EntityKey(campaign.Metadata.NamespaceProperty, wanted.Name);
        var service = await store.GetAsync<V1Service>(key, cancellation) ?? throw new TargetUnavailableException($"{field}: there is no Service {key}");
        // An ExternalName leads anywhere, past what a campaign may load.
        if (service.Spec.Type == "ExternalName") throw new TargetUnavailableException($"{field}: Service {key} is an ExternalName; a campaign loads Services with pods of this namespace");
        var port = service.Spec.Ports?.FirstOrDefault(p => p.Port == wanted.Port)
            ?? throw new TargetUnavailableException($"{field}.port: Service {key} has no port {wanted.Port}; it has {string.Join(", ", (service.Spec.Ports ?? []).Select(p => p.Port))}");
        var ready = ReadyAddresses(await store.GetAsync<V1Endpoints>(key, cancellation), port);
        if (ready.Count == 0) throw new TargetUnavailableException($"{field}: Service {key} has no ready endpoint for port {wanted.Port}");
        var ownAddress = service.Spec.ClusterIP is { Length: > 0 } and not "None" ? service.Spec.ClusterIP : null;
        if (ownAddress is null && campaign.Spec.Routing == Routing.Service)
            throw new TargetUnavailableException($"{field}: Service {key} has no address of its own; spec.routing: Endpoints reaches its pods");

        IReadOnlyList<string> addresses = ownAddress is null || campaign.Spec.Routing == Routing.Endpoints ? [.. ready.Select(r => r.Address)] : [Join(ownAddress, wanted.Port)];
        return new ClusterTarget(
            new TargetAddress { Url = $"{wanted.Scheme.ToString().ToLowerInvariant()}://{key.Name}.{key.Namespace}.svc:{wanted.Port}", Endpoints = addresses, Tls = target.Tls },
            await facts.OfAsync(key, campaign.Spec.Routing, addresses, ready, cancellation),
            service.Spec.Selector);
    }

    /// <summary>Cuts both sides to the same number of endpoints, where they are loaded directly.</summary>
    public static (ClusterTarget A, ClusterTarget B) Equalise(ClusterTarget a, ClusterTarget b)
    {
        if (a.Environment?.Routing != Routing.Endpoints || b.Environment?.Routing != Routing.Endpoints) return (a, b);
        var count = Math.Min(a.Address.Endpoints.Count, b.Address.Endpoints.Count);
        return (Take(a), Take(b));

        ClusterTarget Take(ClusterTarget side)
        {
            IReadOnlyList<string> addresses = [.. side.Address.Endpoints.Take(count)];
            return side with { Address = side.Address with { Endpoints = addresses }, Environment = side.Environment! with { Addresses = addresses } };
        }
    }

    /// <summary>The ready pods' addresses for a port of the Service, in an order that does not change.</summary>
    private static List<ReadyEndpoint> ReadyAddresses(V1Endpoints? endpoints, V1ServicePort port) =>
    [
        .. (endpoints?.Subsets ?? [])
            .SelectMany(subset => (subset.Ports ?? []).Where(p => (p.Name ?? "") == (port.Name ?? "")).SelectMany(p =>
                (subset.Addresses ?? []).Select(address => new ReadyEndpoint(Join(address.Ip, p.Port), address.TargetRef is { Kind: "Pod" } pod ? pod.Name : null))))
            .OrderBy(e => e.Address, StringComparer.Ordinal),
    ];

    private static string Join(string ip, int port) => ip.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{ip}]:{port}") : string.Create(CultureInfo.InvariantCulture, $"{ip}:{port}");
}

/// <summary>A ready endpoint.</summary>
/// <param name="Address"><c>host:port</c>.</param>
/// <param name="Pod">The pod behind it, where there is one.</param>
internal sealed record ReadyEndpoint(string Address, string? Pod);
