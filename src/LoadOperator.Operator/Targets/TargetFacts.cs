using k8s.Models;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Targets;

/// <summary>Asks the cluster what pods and nodes stand behind an address.</summary>
internal sealed class TargetFacts(IEntityStore store)
{
    /// <summary>Pods that the status names.</summary>
    private const int MostPods = 64;

    /// <param name="readyEndpoints">How many there are.</param>
    /// <param name="readyPods">The pods behind them.</param>
    public async Task<TargetEnvironment> OfAsync(EntityKey service, Routing routing, IReadOnlyList<string> addresses, int readyEndpoints, IReadOnlyList<V1Pod> readyPods, CancellationToken cancellation)
    {
        var pods = readyPods.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal).Take(MostPods).ToList();
        var nodes = new List<NodeFacts>();
        foreach (var name in pods.Select(p => p.Spec.NodeName).OfType<string>().Distinct().Order(StringComparer.Ordinal)) nodes.Add(await NodeAsync(name, cancellation));
        return new TargetEnvironment
        {
            Service = service.Name,
            Routing = routing,
            Addresses = addresses.Count > MostPods ? [.. addresses.Take(MostPods)] : addresses,
            Pods = [.. pods.Select(p => p.Metadata.Name)],
            ReadyEndpoints = readyEndpoints,
            Containers = [.. pods.SelectMany(p => p.Spec.Containers.Select(c => Container(p, c.Name))).OfType<ContainerFacts>().Distinct().OrderBy(c => c.Name, StringComparer.Ordinal).Take(32)],
            Nodes = nodes,
        };
    }

    /// <summary>What a generator's pod came to be.</summary>
    public async Task<PodFacts> OfGeneratorAsync(V1Pod pod, CancellationToken cancellation) => new()
    {
        Name = pod.Metadata.Name,
        Node = pod.Spec.NodeName is { } node ? await NodeAsync(node, cancellation) : null,
        Container = Container(pod, Generators.GeneratorPod.Container),
        QosClass = pod.Status.QosClass,
    };

    /// <summary>The node; its name alone where the operator may not read nodes.</summary>
    private async Task<NodeFacts> NodeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            if (await store.GetAsync<V1Node>(new EntityKey("", name), cancellation) is not { } node) return new NodeFacts { Name = name };
            return new NodeFacts
            {
                Name = name,
                InstanceType = node.Metadata.Labels?.TryGetValue("node.kubernetes.io/instance-type", out var type) is true ? type : null,
                Architecture = node.Status?.NodeInfo?.Architecture,
                Kernel = node.Status?.NodeInfo?.KernelVersion,
                ContainerRuntime = node.Status?.NodeInfo?.ContainerRuntimeVersion,
                Cpus = node.Status?.Capacity?.TryGetValue("cpu", out var cpus) is true ? cpus.ToString() : null,
            };
        }
        catch (ApiException exception) when (exception.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return new NodeFacts { Name = name };
        }
    }

    private static ContainerFacts? Container(V1Pod pod, string name)
    {
        if (pod.Spec.Containers.FirstOrDefault(c => c.Name == name) is not { } container) return null;
        var limits = container.Resources?.Limits;
        return new ContainerFacts
        {
            Name = name,
            Image = container.Image,
            ImageId = pod.Status?.ContainerStatuses?.FirstOrDefault(c => c.Name == name)?.ImageID is { Length: > 0 } id ? id : null,
            CpuLimit = limits?.TryGetValue("cpu", out var cpu) is true ? cpu.ToString() : null,
            MemoryLimit = limits?.TryGetValue("memory", out var memory) is true ? memory.ToString() : null,
        };
    }
}
