using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>Rounds beside the scored ones in which both sides are profiled, so that a slowdown can be traced to methods.</summary>
public sealed record Profiling : IHasRules<Profiling>
{
    /// <summary>With fewer profiles of a side nothing is compared.</summary>
    public const int FewestProfiles = 8;

    [Description("Takes traces of .NET targets through EventPipe: stacks, allocations, collections, locks and exceptions.")]
    public DotnetTrace? DotnetTrace { get; init; }

    [Description("Takes profiles of Go targets, and of others that serve pprof: CPU and allocations.")]
    public PprofProfiles? Pprof { get; init; }

    [Description("Looks at the counters of targets alone, without stacks: for those that are neither .NET nor serve pprof, such as a JVM or a native server.")]
    public ProcessCounters? Counters { get; init; }

    [Description("When the extra rounds are run: OnRegression, or Always. A campaign with comparison.verifies always runs them.")]
    public ProfilingTime When { get; init; } = ProfilingTime.OnRegression;

    [Description("Profiles of each side. The profile is the unit of their comparison, as the round is of the verdict.")]
    [Bounds(FewestProfiles, 64)]
    public int Profiles { get; init; } = FewestProfiles;

    [Description("In a cluster, where the profiles themselves are kept, and pictures that are too large for a ConfigMap. Without it, pictures alone are. On one machine all of it is in the result folder.")]
    public ProfileStore? Store { get; init; }

    public static IReadOnlyList<Rule<Profiling>> Rules { get; } =
    [
        new("", "needs exactly one of dotnetTrace, pprof and counters", "[has(self.dotnetTrace), has(self.pprof), has(self.counters)].exists_one(given, given)",
            profiling => new object?[] { profiling.DotnetTrace, profiling.Pprof, profiling.Counters }.Count(given => given is not null) == 1),
        new("store", "not allowed with counters: they leave no profiles that could be kept", "!has(self.store) || !has(self.counters)", profiling => profiling.Store is null || profiling.Counters is null),
    ];

    /// <summary>How long the load of a profiled round is at least: as long as the profile; one that is asked for begins and ends within it.</summary>
    [JsonIgnore]
    public Duration LongEnough => Process?.Duration ?? new Duration(Pprof!.Duration.Value + 2 * PprofProfiles.Margin);

    /// <summary>What is looked at from beside the targets' processes; null where the targets serve their profiles themselves.</summary>
    [JsonIgnore]
    public ProcessProfiles? Process => (ProcessProfiles?)DotnetTrace ?? Counters;
}

/// <summary>A volume that files of campaigns are kept in, each run's in a folder.</summary>
public sealed record ProfileStore
{
    [Description("A persistent volume claim of the campaign's namespace. A pod of the operator's image mounts it while profiles are taken; it runs as user and group 65532.")]
    [Length(1, 253)]
    [Format("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "lower-case letters, digits, '-' and '.', starting and ending with a letter or digit")]
    public required string ClaimName { get; init; }

    [Description("How many runs the claim holds, of all campaigns that share it: when this one ends, the oldest go.")]
    [Bounds(1, 1000)]
    public int MaxRuns { get; init; } = 20;

    [Description("How old a run in it may be when this one ends; older ones go.")]
    [DurationBounds("1h", "8760h")]
    public Duration? MaxAge { get; init; }
}

public sealed record PprofProfiles
{
    /// <summary>Between the ends of the load and those of the profile.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    [Description("How long each profile is, in whole seconds.")]
    [DurationBounds("1s", "5m")]
    public Duration Duration { get; init; } = Duration.FromSeconds(10);

    [Description("The port that serves pprof. Default: the target's own.")]
    [Bounds(1, 65_535)]
    public int? Port { get; init; }

    [Description("The path below which it does.")]
    [Length(1, 253)]
    [Format("^/[-a-zA-Z0-9._~/]*$", "a path of letters, digits and -._~/ that begins with a slash")]
    public string Path { get; init; } = "/debug/pprof";
}

/// <summary>What is learned of a process from beside it.</summary>
public abstract record ProcessProfiles
{
    [Description("How long is looked: the load of a round that is profiled lasts at least as long.")]
    [DurationBounds("500ms", "5m")]
    public Duration Duration { get; init; } = Duration.FromSeconds(10);

    [Description("In a cluster, the container of the targets' pods that is profiled. Default: the only one, or the one that declares the Service's target port as a containerPort.")]
    [Length(1, 63)]
    public string? Container { get; init; }

    [Description("In a cluster, the way to the targets' processes: Sidecar (a profiler that their pods bring along), Ephemeral (one that is added to a pod and shares the processes of the container), Port (for dotnetTrace alone: one that is added and shares the volume of its diagnostic port), or Auto: the first of these that a pod allows.")]
    public TraceWay Via { get; init; } = TraceWay.Auto;

    /// <summary>What it is called below <c>spec.profiling</c>.</summary>
    [JsonIgnore]
    public abstract string Field { get; }

    /// <summary>Whether the process is traced, through its diagnostic port.</summary>
    [JsonIgnore]
    public abstract bool IsTrace { get; }
}

/// <summary>A trace of a .NET process.</summary>
public sealed record DotnetTrace : ProcessProfiles
{
    [JsonIgnore]
    public override string Field => "dotnetTrace";

    [JsonIgnore]
    public override bool IsTrace => true;
}

/// <summary>The counters of the processes that serve a port, whatever they are.</summary>
public sealed record ProcessCounters : ProcessProfiles, IHasRules<ProcessCounters>
{
    [JsonIgnore]
    public override string Field => "counters";

    [JsonIgnore]
    public override bool IsTrace => false;

    public static IReadOnlyList<Rule<ProcessCounters>> Rules { get; } =
    [
        new("via", "Port shows no process, and counters are those of one: allowed are Auto, Sidecar and Ephemeral", "!has(self.via) || self.via != 'Port'", counters => counters.Via != TraceWay.Port),
    ];
}

[JsonConverter(typeof(JsonStringEnumConverter<TraceWay>))]
public enum TraceWay
{
    /// <summary>The first of the others, in their order, that a pod allows.</summary>
    Auto,

    /// <summary>By a profiler that the pod was made with.</summary>
    Sidecar,

    /// <summary>By a container that is added to the pod and shares the processes of the target's.</summary>
    Ephemeral,

    /// <summary>By a container that is added to the pod and shares the volume in which the target's diagnostic port is.</summary>
    Port,
}

[JsonConverter(typeof(JsonStringEnumConverter<ProfilingTime>))]
public enum ProfilingTime
{
    /// <summary>Only where the verdict is Regression.</summary>
    OnRegression,

    /// <summary>Whatever the verdict is.</summary>
    Always,
}
