using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>
/// Bounds on what a generator may fall short by. They judge the instrument only: what the target does is an outcome.
/// </summary>
public sealed record SelfCheck
{
    [Description("Requests sent, in percent of those scheduled (open model).")]
    [Bounds(50, 100)]
    public double MinAchievedPercent { get; init; } = 99;

    [Description("Requests sent later than max(1 ms, 5 % of their spacing), in percent (open model).")]
    [Bounds(0, 100)]
    public double MaxLatePercent { get; init; } = 1;

    [Description("99th percentile of the time from when an arrival was due to its hand-over to the connections (open model): how late the generator was.")]
    [DurationBounds("10us", "10s")]
    public Duration MaxSendLag { get; init; } = Duration.FromMilliseconds(1);

    [Description("Time in which the generator's own garbage collector had stopped it, in percent of the round.")]
    [Bounds(0, 100)]
    public double MaxGcPausePercent { get; init; } = 0.5;

    [Description("Time in which the kernel's CPU quota had stopped the generator.")]
    [DurationBounds("0s", "1h")]
    public Duration MaxThrottled { get; init; } = Duration.Zero;

    [Description("Time in which the hypervisor had taken the generator's CPUs away, in percent of the round.")]
    [Bounds(0, 100)]
    public double MaxStealPercent { get; init; } = 5;

    [Description("Memory in use, without file pages that the kernel can drop, in percent of the limit.")]
    [Bounds(0, 100)]
    public double MaxMemoryPercent { get; init; } = 90;

    [Description("Time in which some thread of the generator's control group waited for memory, in percent of the round (cgroup v2).")]
    [Bounds(0, 100)]
    public double MaxMemoryStallPercent { get; init; } = 0.5;

    [Description("How often the generator's control group may meet its memory limit. Default: any number, since reading files does so as well.")]
    [Bounds(0, 1_000_000_000)]
    public long? MaxMemoryLimitHits { get; init; }

    [Description("The longest queue of the generator's thread pool. Default: any.")]
    [Bounds(0, 1_000_000_000)]
    public long? MaxThreadPoolQueue { get; init; }

    [Description("File descriptors in use, in percent of what the process may have.")]
    [Bounds(0, 100)]
    public double MaxDescriptorsPercent { get; init; } = 90;

    [Description("Connections to one address of the target, in percent of the local ports that there are for them.")]
    [Bounds(0, 100)]
    public double MaxPortsPercent { get; init; } = 50;

    [Description("Segments that TCP sent again on connections to the target, in percent of all with data. Default: any number, since the target's side may have lost them.")]
    [Bounds(0, 100)]
    public double? MaxRetransmitPercent { get; init; }

    [Description("How often TCP may repeat the first segment of a connection to the target. Default: any number, since the target's queue of new connections may have been full.")]
    [Bounds(0, 1_000_000_000)]
    public long? MaxSynTimeouts { get; init; }
}
