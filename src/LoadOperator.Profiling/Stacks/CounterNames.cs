namespace LoadOperator.Profiling.Stacks;

/// <summary>Figures of a process beside its stacks.</summary>
public static class CounterNames
{
    public const string CpuMs = "cpu";
    public const string AllocatedBytes = "allocation";
    public const string GcPauseMs = "gcPause";
    public const string Collections = "collections";
    public const string Exceptions = "exceptions";
    public const string Contentions = "lockContention";
    public const string ContentionMs = "lockWait";
    public const string VoluntarySwitches = "contextSwitches.voluntary";
    public const string InvoluntarySwitches = "contextSwitches.involuntary";
}
