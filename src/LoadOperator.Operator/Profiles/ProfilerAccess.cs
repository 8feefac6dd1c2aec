using LoadOperator.Model.Spec;

namespace LoadOperator.Operator.Profiles;

/// <summary>How a profiler gets at the process of a target's pod.</summary>
internal abstract record ProfilerAccess
{
    public abstract TraceWay Way { get; }

    /// <summary>By a container that the pod was made with.</summary>
    /// <param name="ServedAt">The port at which it serves profiles.</param>
    public sealed record Sidecar(string Container, int ServedAt) : ProfilerAccess
    {
        public override TraceWay Way => TraceWay.Sidecar;
    }

    /// <summary>By an ephemeral container that is added. It is the target's user, who alone may look into its processes and connect to its diagnostic port.</summary>
    /// <param name="Group">The target's group; null where only its image says it.</param>
    public abstract record Added(long User, long? Group) : ProfilerAccess;

    /// <summary>By one that shares the processes of the target's container.</summary>
    public sealed record Ephemeral(string Container, long User, long? Group) : Added(User, Group)
    {
        public override TraceWay Way => TraceWay.Ephemeral;
    }

    /// <summary>By one that shares a volume of the target's container, and sees no process.</summary>
    /// <param name="Volume">The pod's volume.</param>
    /// <param name="Path">In that volume: a diagnostic port, or the folder of one.</param>
    /// <param name="Connects">Whether it is a port that the target connects to.</param>
    public sealed record Port(string Volume, string Path, bool Connects, long User, long? Group) : Added(User, Group)
    {
        public override TraceWay Way => TraceWay.Port;
    }
}
