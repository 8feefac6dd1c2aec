using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>What the process itself spent and suffered between the start and the end of a round's measured part.</summary>
internal sealed class HealthProbe(CpuThrottling throttling, CpuWatch watch)
{
    private Reading _start = Take(throttling, watch);
    private long _queueMax;

    /// <summary>Begins anew: what came before belongs to the warm-up.</summary>
    public void Restart()
    {
        _start = Take(throttling, watch);
        _queueMax = 0;
    }

    /// <summary>Looks at what is only visible at a moment.</summary>
    public void Sample() => _queueMax = Math.Max(_queueMax, ThreadPool.PendingWorkItemCount);

    /// <summary>The figures since the start. Allocation is the sum; the recorder, which counts requests, divides it.</summary>
    public GeneratorHealth Read(long scheduled)
    {
        var end = Take(throttling, watch);
        var wallMs = Math.Max(1e-3, (end.At - _start.At) / 1e6);
        return new GeneratorHealth
        {
            Scheduled = scheduled,
            ThrottledMs = end.ThrottledMs - _start.ThrottledMs,
            GcPauseMs = (end.GcPause - _start.GcPause).TotalMilliseconds,
            GcPausePercent = 100 * (end.GcPause - _start.GcPause).TotalMilliseconds / wallMs,
            GcCount = end.GcCount - _start.GcCount,
            CpuPercent = 100 * (end.Cpu - _start.Cpu).TotalMilliseconds / wallMs,
            ThreadPoolQueueMax = _queueMax,
            AllocatedBytesPerRequest = end.Allocated - _start.Allocated,
        };
    }

    private static Reading Take(CpuThrottling throttling, CpuWatch watch) =>
        new(MonotonicClock.Now, throttling.TotalMs, GC.GetTotalPauseDuration(), GC.CollectionCount(0), Environment.CpuUsage.TotalTime - watch.CpuTime, GC.GetTotalAllocatedBytes());

    private sealed record Reading(long At, double? ThrottledMs, TimeSpan GcPause, int GcCount, TimeSpan Cpu, long Allocated);
}
