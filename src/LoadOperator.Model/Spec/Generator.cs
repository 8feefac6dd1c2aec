using System.ComponentModel;
using k8s.Models;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Generator
{
    [Description("How many generators share the load.")]
    [Bounds(1, 64)]
    public int Replicas { get; init; } = 1;

    [Description("The image that generators run, instead of the operator's own. In a cluster only.")]
    [Length(1, 512)]
    [Format(@"^[^\s]+$", "an image reference without blanks")]
    public string? Image { get; init; }

    [Description("What generator pods carry beside what the operator gives them. In a cluster only.")]
    public PodOverlay? PodTemplate { get; init; }

    [Description("What one generator gets. Limits are also its requests.")]
    public GeneratorResources Resources { get; init; } = new();

    [Description("When a generator's own round is unfit for a verdict.")]
    public SelfCheck SelfCheck { get; init; } = new();
}

public sealed record GeneratorResources
{
    [Description("Limits of one generator.")]
    public GeneratorLimits Limits { get; init; } = new();
}

public sealed record GeneratorLimits : IHasRules<GeneratorLimits>
{
    [Description("CPUs of one generator. A whole number is pinned where the node can.")]
    public ResourceQuantity Cpu { get; init; } = new("1");

    [Description("Memory of one generator.")]
    public ResourceQuantity Memory { get; init; } = new("512Mi");

    public static IReadOnlyList<Rule<GeneratorLimits>> Rules { get; } =
    [
        new("cpu", "from 100m to 256", "!has(self.cpu) || (quantity(string(self.cpu)).compareTo(quantity('100m')) >= 0 && quantity(string(self.cpu)).compareTo(quantity('256')) <= 0)", limits => limits.Cpu.ToDecimal() is >= 0.1m and <= 256),
        new("memory", "from 128Mi to 1Ti", "!has(self.memory) || (quantity(string(self.memory)).compareTo(quantity('128Mi')) >= 0 && quantity(string(self.memory)).compareTo(quantity('1Ti')) <= 0)", limits => limits.Memory.ToDecimal() is >= 128m * 1024 * 1024 and <= 1024m * 1024 * 1024 * 1024),
    ];
}
