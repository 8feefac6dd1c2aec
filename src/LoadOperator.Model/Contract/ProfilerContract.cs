namespace LoadOperator.Model.Contract;

/// <summary>
/// What a campaign asks of a profiler beside its target, over mutual TLS as with generators: the clock, and profiles one at a time. Both sides are
/// of one version; it is no contract with anybody else.
/// </summary>
public static class ProfilerContract
{
    /// <summary>GET: a <see cref="ClockReading"/>.</summary>
    public const string ClockPath = GeneratorContract.ClockPath;

    /// <summary>POST: there is no more to do, and its port is free for the next campaign's.</summary>
    public const string StopPath = $"/{GeneratorContract.Version}/stop";

    /// <summary>PUT a <see cref="ProfileBeginning"/> below it, under the profile's id; DELETE to drop it.</summary>
    public const string ProfilesPath = $"/{GeneratorContract.Version}/profiles";

    /// <summary>POST a <see cref="ProfileEnd"/> there, below the profile, to get it.</summary>
    public const string End = "/end";

    /// <summary>GET there, below a profile that has ended and whose trace is kept, the trace as it was written.</summary>
    public const string Trace = "/trace";

    /// <summary>GET there what is known of the trace beside.</summary>
    public const string Note = "/trace/note";

    /// <summary>Environment variables of the keys: a container that is added to a pod cannot bring volumes along. Without certificate and key a profiler makes its own.</summary>
    public const string AuthorityVariable = "LOAD_AGENT_CA";
    public const string CertificateVariable = "LOAD_AGENT_CERTIFICATE";
    public const string KeyVariable = "LOAD_AGENT_KEY";

    /// <summary>The uid of the pod that it is in: somebody else's pod may pass on to it what was meant for that pod.</summary>
    public const string PodVariable = "LOAD_AGENT_POD";
}

/// <summary>A profile that is to begin.</summary>
/// <param name="Port">The port that the process to profile serves.</param>
/// <param name="Pod">The uid of the pod that is meant; a profiler in another one refuses.</param>
/// <param name="LongestSeconds">When it is dropped if nobody has ended it: who began it may be gone.</param>
/// <param name="CountersAlone">Whether counters are all that is wanted: of whatever process serves the port, without a trace.</param>
public sealed record ProfileBeginning(int Port, string Pod, double LongestSeconds, bool CountersAlone = false);

/// <summary>A profile that is to end.</summary>
/// <param name="Requests">Requests that its process served in the window; null where nobody counted.</param>
/// <param name="From">From when on it counts, by the profiler's own clock.</param>
/// <param name="To">Until when.</param>
/// <param name="KeepTrace">Whether the trace is kept until the profile is dropped, to be fetched, too.</param>
public sealed record ProfileEnd(double? Requests, DateTimeOffset From, DateTimeOffset To, bool KeepTrace = false);
