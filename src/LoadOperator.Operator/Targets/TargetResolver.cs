using System.Net;
using System.Net.Sockets;
using k8s.Models;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Targets;

/// <summary>
/// Finds a side's addresses, and makes sure that a campaign may load them. Generators send to these addresses alone, so what was
/// checked is what is loaded, and neither cluster DNS nor name lookups are part of the measurement. Requests name the Service as their
/// host all the same.
/// </summary>
internal sealed class TargetResolver(IEntityStore store, TargetFacts facts, ReadyEndpoints endpoints, DeniedNetworks denied, TimeProvider clock)
{
    /// <summary>An endpoint outlives its pod for a moment.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    /// <param name="mustBeReady">Whether a Service without ready endpoints is no target; otherwise it is one with none.</param>
    /// <exception cref="TargetUnavailableException">There is no such target, nothing is ready behind it, or it may not be loaded.</exception>
    public async Task<ClusterTarget> ResolveAsync(LoadCampaign campaign, Target target, string field, bool mustBeReady, CancellationToken cancellation)
    {
        if (target.Service is not { } wanted) return await ResolveUrlAsync(target, $"{field}.url", cancellation);
        field += ".service";
        var key = new EntityKey(wanted.Namespace ?? campaign.Metadata.NamespaceProperty, wanted.Name);
        var service = await store.GetAsync<V1Service>(key, cancellation) ?? throw new TargetUnavailableException($"{field}: there is no Service {key}");
        // Both lead anywhere, past what a campaign may load.
        if (service.Spec.Type == "ExternalName") throw new TargetUnavailableException($"{field}: Service {key} is an ExternalName; a campaign loads Services with pods");
        if (service.Spec.Selector is not { Count: > 0 } selector) throw new TargetUnavailableException($"{field}: Service {key} has no selector, so its endpoints may be anything; a campaign loads Services with pods");
        var port = service.Spec.Ports?.FirstOrDefault(p => p.Port == wanted.Port)
            ?? throw new TargetUnavailableException($"{field}.port: Service {key} has no port {wanted.Port}; it has {string.Join(", ", (service.Spec.Ports ?? []).Select(p => p.Port))}");
        var (ready, pods) = await OwnPodsAsync(service, selector, port, field, cancellation);
        if (ready.Count == 0 && mustBeReady) throw new TargetUnavailableException($"{field}: Service {key} has no ready endpoint for port {wanted.Port}");
        var ownAddress = service.Spec.ClusterIP is { Length: > 0 } and not "None" ? service.Spec.ClusterIP : null;
        if (ownAddress is null && campaign.Spec.Routing == Routing.Service)
            throw new TargetUnavailableException($"{field}: Service {key} has no address of its own; spec.routing: Endpoints reaches its pods");

        IReadOnlyList<string> addresses = ownAddress is null || campaign.Spec.Routing == Routing.Endpoints ? [.. ready.Select(r => r.Address)] : [ReadyEndpoint.Join(ownAddress, wanted.Port)];
        return new ClusterTarget(
            new TargetAddress { Url = $"{wanted.Scheme.ToString().ToLowerInvariant()}://{key.Name}.{key.Namespace}.svc:{wanted.Port}", Endpoints = addresses, Protocol = target.Protocol, Tls = target.Tls },
            await facts.OfAsync(key, campaign.Spec.Routing, addresses, ready.Count, pods, cancellation),
            selector)
        {
            Namespace = key.Namespace,
            Loaded = ready,
        };
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
            return side with { Loaded = [.. side.Loaded.Take(count)], Address = side.Address with { Endpoints = addresses }, Environment = side.Environment! with { Addresses = addresses } };
        }
    }

    /// <summary>The ready endpoints and their pods. Whoever may write Endpoints could otherwise have any address of the network loaded.</summary>
    private async Task<(IReadOnlyList<ReadyEndpoint> Ready, IReadOnlyList<V1Pod> Pods)> OwnPodsAsync(V1Service service, IDictionary<string, string> selector, V1ServicePort port, string field, CancellationToken cancellation)
    {
        for (var isLastLook = false; ; isLastLook = true)
        {
            var ready = await endpoints.OfAsync(service, port, cancellation);
            var pods = ready.Count == 0 ? [] : await store.ListAsync<V1Pod>(service.Metadata.NamespaceProperty, string.Join(',', selector.Select(s => $"{s.Key}={s.Value}")), cancellation);
            var byName = pods.ToDictionary(p => p.Metadata.Name);
            if (ready.Select(r => Objection(r, r.Pod is { } name ? byName.GetValueOrDefault(name) : null)).FirstOrDefault(o => o is not null) is not { } objection)
                return (ready, [.. ready.Select(r => r.Pod!).Distinct().Select(name => byName[name])]);
            if (isLastLook) throw new TargetUnavailableException($"{field}: Service {EntityKey.Of(service)}: {objection}");
            await Task.Delay(SettlingTime, clock, cancellation);
        }
    }

    /// <summary>Why an endpoint may not be loaded; null where it may.</summary>
    private string? Objection(ReadyEndpoint endpoint, V1Pod? pod)
    {
        if (!IPAddress.TryParse(endpoint.Ip, out var address)) return $"endpoint {endpoint.Ip} is no IP address";
        if (denied.Denying(address) is { } network) return $"endpoint {endpoint.Ip} lies in {network}, which no campaign may load";
        if (pod is null) return $"endpoint {endpoint.Ip} is none of the pods that the Service selects";
        if (pod.Status?.PodIP != endpoint.Ip && pod.Status?.PodIPs?.Any(ip => ip.Ip == endpoint.Ip) is not true) return $"endpoint {endpoint.Ip} is not the address of pod {pod.Metadata.Name}, {pod.Status?.PodIP}";
        return pod.Spec.HostNetwork is true ? $"pod {pod.Metadata.Name} is on its node's own network, where any program of the node may listen" : null;
    }

    private async Task<ClusterTarget> ResolveUrlAsync(Target target, string field, CancellationToken cancellation)
    {
        var url = new Uri(target.Url!);
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(url.DnsSafeHost, cancellation);
        }
        catch (SocketException exception)
        {
            throw new TargetUnavailableException($"{field}: '{target.Url}': {exception.Message}", exception);
        }

        foreach (var address in addresses)
        {
            if (denied.Denying(address) is { } network)
                throw new TargetUnavailableException($"{field}: '{target.Url}' is {address}, in {network}, which no campaign may load");
        }

        IReadOnlyList<string> endpointsOfUrl = [.. addresses.Select(a => ReadyEndpoint.Join(a.ToString(), url.Port)).Order(StringComparer.Ordinal)];
        return new ClusterTarget(new TargetAddress { Url = target.Url!, Endpoints = endpointsOfUrl, Protocol = target.Protocol, Tls = target.Tls }, null, null);
    }
}
