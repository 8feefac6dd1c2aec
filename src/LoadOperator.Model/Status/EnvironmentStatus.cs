using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model.Status;

/// <summary>What was measured where, as the cluster knew it when the first round began.</summary>
public sealed record EnvironmentStatus
{
    [Description("The control.")]
    public TargetEnvironment? Control { get; init; }

    [Description("The candidate.")]
    public TargetEnvironment? Candidate { get; init; }

    [Description("In what the two sides differ beside what is under test. With any, there is no fair comparison.")]
    [Items(0, 16)]
    public IReadOnlyList<string>? Differences { get; init; }
}

/// <summary>One side's pods.</summary>
public sealed record TargetEnvironment
{
    [Description("The Service.")]
    public required string Service { get; init; }

    [Description("How the generators reach it.")]
    public required Routing Routing { get; init; }

    [Description("The addresses that requests go to.")]
    [Items(0, 64)]
    public IReadOnlyList<string> Addresses { get; init; } = [];

    [Description("The ready pods behind the Service.")]
    [Items(0, 64)]
    public IReadOnlyList<string> Pods { get; init; } = [];

    [Description("Number of ready endpoints of the Service.")]
    public required int ReadyEndpoints { get; init; }

    [Description("The containers of these pods: image, digest and limits, each once.")]
    [Items(0, 32)]
    public IReadOnlyList<ContainerFacts> Containers { get; init; } = [];

    [Description("The nodes that they run on, each once.")]
    [Items(0, 64)]
    public IReadOnlyList<NodeFacts> Nodes { get; init; } = [];
}

/// <summary>A container as it runs.</summary>
public sealed record ContainerFacts
{
    [Description("The container's name.")]
    public required string Name { get; init; }

    [Description("The image as the pod names it.")]
    public required string Image { get; init; }

    [Description("The image's digest, as the node resolved it.")]
    public string? ImageId { get; init; }

    [Description("The CPU limit.")]
    public string? CpuLimit { get; init; }

    [Description("The memory limit.")]
    public string? MemoryLimit { get; init; }
}

/// <summary>A node as the cluster describes it.</summary>
public sealed record NodeFacts
{
    [Description("The node's name.")]
    public required string Name { get; init; }

    [Description("The instance type, where the cluster's provider gives one.")]
    public string? InstanceType { get; init; }

    [Description("The CPU architecture.")]
    public string? Architecture { get; init; }

    [Description("The kernel's release.")]
    public string? Kernel { get; init; }

    [Description("The container runtime and its version.")]
    public string? ContainerRuntime { get; init; }

    [Description("CPUs of the node.")]
    public string? Cpus { get; init; }
}

/// <summary>A generator's pod.</summary>
public sealed record PodFacts
{
    [Description("The pod's name.")]
    public required string Name { get; init; }

    [Description("The node that it runs on.")]
    public NodeFacts? Node { get; init; }

    [Description("The generator's container.")]
    public ContainerFacts? Container { get; init; }

    [Description("Guaranteed, Burstable or BestEffort.")]
    public string? QosClass { get; init; }
}
