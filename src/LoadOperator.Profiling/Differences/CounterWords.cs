using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics.Multiplicity;

namespace LoadOperator.Profiling.Differences;

/// <summary>A counter that says something of latency.</summary>
/// <param name="Cause">What its growth is consistent with; null where it follows from something else.</param>
/// <param name="IsPerRequest">Whether the words are to say so.</param>
/// <param name="Told">Where there are stacks, which may tell it better.</param>
internal sealed record CounterWords(string Name, string Words, string? Cause, bool IsPerRequest = true, Told Told = Told.Always)
{
    private static readonly CounterWords[] All =
    [
        new(CounterNames.CpuMs, "CPU", "computing", Told: Told.WithoutStacks),
        new(CounterNames.CpuMs, "CPU of the process", "computing", Told: Told.WhereStacksDoNot),
        new(CounterNames.ThrottledMs, "time stopped by the CPU limit", "the target having run into its CPU limit"),
        new(CounterNames.GcPauseMs, "GC pause", null, IsPerRequest: false),
        new(CounterNames.ThreadPoolQueue, "thread-pool queue", "work that waits for a thread", IsPerRequest: false),
        new(CounterNames.MajorFaults, "major page faults", "memory that is read from a disk"),
        new(CounterNames.MinorFaults, "minor page faults", "memory that is newly taken"),
        new(CounterNames.ResidentBytes, "resident memory", null, IsPerRequest: false),
        new(CounterNames.SegmentsRetransmitted, "TCP retransmits", "loss in the network"),
        new(CounterNames.SegmentsSent, "TCP segments sent", "longer answers or more calls"),
        new(CounterNames.VoluntarySwitches, "voluntary context switches", "waiting", Told: Told.WithoutStacks),
        new(CounterNames.InvoluntarySwitches, "involuntary context switches", "more work than CPUs", Told: Told.WithoutStacks),
    ];

    /// <summary>Those of a comparison that moved, by p adjusted for all that could be told (Benjamini and Hochberg).</summary>
    /// <param name="stacksTellCpu">Whether a change of CPU on the stacks has been told.</param>
    public static IEnumerable<(CounterWords Counter, Shift Shift)> Moved(ProfileComparison comparison, bool stacksTellCpu, double level)
    {
        List<(CounterWords Counter, Shift Shift)> there =
        [
            .. All.Where(c => IsWanted(c.Told, comparison.HasStacks, stacksTellCpu) && comparison.Counters.ContainsKey(c.Name)).Select(c => (c, comparison.Counters[c.Name])).Where(c => double.IsFinite(c.Item2.P)),
        ];
        var adjusted = AdjustedP.BenjaminiHochberg([.. there.Select(c => c.Shift.P)]);
        return there.Where((_, i) => adjusted[i] < level);
    }

    private static bool IsWanted(Told told, bool hasStacks, bool stacksTellCpu) => told switch
    {
        Told.WithoutStacks => !hasStacks,
        Told.WhereStacksDoNot => hasStacks && !stacksTellCpu,
        _ => true,
    };
}

/// <summary>When a counter is told.</summary>
internal enum Told
{
    Always,
    WithoutStacks,

    /// <summary>Where there are stacks, and they do not: they are samples, of managed threads alone, and the kernel counts all of the process.</summary>
    WhereStacksDoNot,
}
