namespace LoadOperator.Profiling.Stacks;

/// <summary>Figures of a process beside its stacks.</summary>
public static class CounterNames
{
    public const string CpuMs = "cpu";

    /// <summary>For how long the CPU limit of its control group has stopped its threads, summed over CPUs.</summary>
    public const string ThrottledMs = "throttled";
    public const string AllocatedBytes = "allocation";
    public const string GcPauseMs = "gcPause";
    public const string Collections = "collections";
    public const string Exceptions = "exceptions";
    public const string Contentions = "lockContention";
    public const string ContentionMs = "lockWait";
    public const string VoluntarySwitches = "contextSwitches.voluntary";
    public const string InvoluntarySwitches = "contextSwitches.involuntary";
    public const string MinorFaults = "pageFaults.minor";

    /// <summary>Those for which something had to be read from a disk.</summary>
    public const string MajorFaults = "pageFaults.major";

    /// <summary>Segments of TCP that its network namespace has sent, without those that it sent again.</summary>
    public const string SegmentsSent = "tcpSegments.sent";
    public const string SegmentsRetransmitted = "tcpSegments.retransmitted";

    /// <summary>Memory that is resident at the end.</summary>
    public const string ResidentBytes = "rss";

    /// <summary>Work items that wait for a thread of the runtime's pool: the mean of a look every second.</summary>
    public const string ThreadPoolQueue = "threadPoolQueue";

    /// <summary>Whether it is a state of the process (memory, a queue): the others grow with time and load, and are divided by requests.</summary>
    public static bool IsGauge(string name) => name is ResidentBytes or ThreadPoolQueue;
}
