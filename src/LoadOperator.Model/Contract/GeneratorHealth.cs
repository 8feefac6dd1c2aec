using System.ComponentModel;

namespace LoadOperator.Model.Contract;

/// <summary>How well one generator did its own work in one round.</summary>
public sealed record GeneratorHealth
{
    [Description("Arrivals that the plan scheduled for this generator (open model).")]
    public long Scheduled { get; init; }

    [Description("Those of them that were sent.")]
    public long Sent { get; init; }

    [Description("Those sent later than max(1 ms, 5 % of their spacing) after they were due.")]
    public long Late { get; init; }

    [Description("99th percentile of the time from when an arrival was due to its hand-over to the connections, in milliseconds: how late the generator was. What it then waits for a connection is queue.")]
    public double SendLagP99Ms { get; init; }

    [Description("The longest such time, in milliseconds.")]
    public double SendLagMaxMs { get; init; }

    [Description("How much later than planned the round began, in milliseconds of the generator's wall clock.")]
    public double StartOffsetMs { get; init; }

    [Description("How far the generator's wall clock was ahead of the campaign's, in milliseconds; its start was planned accordingly. Measured by the campaign before the round.")]
    public double? ClockAheadMs { get; init; }

    [Description("How far from the truth that may be at the most, in milliseconds.")]
    public double? ClockUncertaintyMs { get; init; }

    [Description("Time in which the kernel's CPU quota had stopped the generator, in milliseconds; null where no quota can be seen.")]
    public double? ThrottledMs { get; init; }

    [Description("Time in which the hypervisor had taken the generator's CPUs away (steal time), in percent of the round; null where it cannot be seen.")]
    public double? StealPercent { get; init; }

    [Description("The most memory that was in use, without file pages that the kernel can drop, in percent of the control group's limit; null where there is none.")]
    public double? MemoryPercent { get; init; }

    [Description("Time in which some thread of the control group waited for memory (PSI), in percent of the round; null on cgroup v1, which does not tell.")]
    public double? MemoryStallPercent { get; init; }

    [Description("How often an allocation met the control group's memory limit, so that the kernel had to look for pages to drop; null where it cannot be seen.")]
    public long? MemoryLimitHits { get; init; }

    [Description("Time in which garbage collection had stopped the generator, in milliseconds.")]
    public double GcPauseMs { get; init; }

    [Description("The same in percent of the round.")]
    public double GcPausePercent { get; init; }

    [Description("Garbage collections.")]
    public int GcCount { get; init; }

    [Description("CPU time used, in percent of one CPU.")]
    public double CpuPercent { get; init; }

    [Description("The longest queue of the thread pool that was seen.")]
    public long ThreadPoolQueueMax { get; init; }

    [Description("The most file descriptors that were in use, in percent of what the process may have; null where that cannot be seen.")]
    public double? DescriptorsPercent { get; init; }

    [Description("The most connections to one address of the target at a time, in percent of the local ports that there are for them; null where that cannot be seen.")]
    public double? PortsPercent { get; init; }

    [Description("Segments that TCP sent again on connections to the target, in percent of all with data; null where that cannot be seen.")]
    public double? RetransmitPercent { get; init; }

    [Description("How often TCP repeated the first segment of a connection to the target, because no answer had come in time; null where that cannot be seen.")]
    public long? SynTimeouts { get; init; }

    [Description("Requests that failed for want of the generator's own descriptors, ports or memory; and scenarios that an error of its own ended which nobody foresaw, and which ends the round as Failed.")]
    public long OwnErrors { get; init; }

    [Description("Bytes allocated per request.")]
    public double AllocatedBytesPerRequest { get; init; }
}
