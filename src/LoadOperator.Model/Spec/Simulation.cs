using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>One phase of the load, in NBomber's vocabulary.</summary>
public sealed record Simulation : IHasRules<Simulation>
{
    private const string Kinds = "needs exactly one of inject, rampingInject, injectRandom, iterationsForInject, keepConstant, rampingConstant, iterationsForConstant and pause";

    [Description("Open model: scenarios start at this rate, however slow the target is.")]
    public Inject? Inject { get; init; }

    [Description("Open model: scenarios start at a rate that rises or falls evenly, from that of the simulation before (0 after none, a pause or a closed model).")]
    public RampingInject? RampingInject { get; init; }

    [Description("Open model: in each interval another number of scenarios starts, drawn from the round's seed: both rounds of a pair draw the same.")]
    public InjectRandom? InjectRandom { get; init; }

    [Description("Open model: this many scenarios start at this rate, however long that takes.")]
    public IterationsForInject? IterationsForInject { get; init; }

    [Description("Closed model: this many users run scenarios one after the other.")]
    public KeepConstant? KeepConstant { get; init; }

    [Description("Closed model: users come or go evenly, from the number of the simulation before (0 after none, a pause or an open model).")]
    public RampingConstant? RampingConstant { get; init; }

    [Description("Closed model: this many users run scenarios one after the other until so many have been run. The last simulation.")]
    public IterationsForConstant? IterationsForConstant { get; init; }

    [Description("Nothing is sent.")]
    public Pause? Pause { get; init; }

    public static IReadOnlyList<Rule<Simulation>> Rules { get; } =
    [
        new("", Kinds,
            "[has(self.inject), has(self.rampingInject), has(self.injectRandom), has(self.iterationsForInject), has(self.keepConstant), has(self.rampingConstant), has(self.iterationsForConstant), has(self.pause)].filter(x, x).size() == 1",
            simulation => simulation.Given.Count() == 1),
    ];

    /// <summary>Whether scenarios start on a schedule, whatever the target does.</summary>
    [JsonIgnore]
    public bool IsOpen => Kind is IOpenKind;

    /// <summary>The one kind that it is; null of one that breaks the rule.</summary>
    internal ISimulationKind? Kind => Given.FirstOrDefault();

    private IEnumerable<ISimulationKind> Given =>
        new ISimulationKind?[] { Inject, RampingInject, InjectRandom, IterationsForInject, KeepConstant, RampingConstant, IterationsForConstant, Pause }.OfType<ISimulationKind>();

    /// <summary>A load of the same kind and about the same size that does not change, to warm up with.</summary>
    public Simulation WarmUp(Duration during) => Kind switch
    {
        IOpenKind { MeanRate: var rate } => new Simulation { Inject = new Inject { Rate = rate, During = during } },
        IClosedKind { MeanCopies: var copies } => new Simulation { KeepConstant = new KeepConstant { Copies = copies, During = during } },
        _ => new Simulation { Pause = new Pause { During = during } },
    };
}
