using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.SelfCheck;

/// <summary>What the process itself spent and suffered between the start and the end of a round's measured part.</summary>
internal sealed class HealthProbe(Gauges gauges, IRequestDriver driver, CpuWatch watch)
{
    private Reading _start = Take(gauges, watch);
    private long _queueMax;
    private double? _memoryMax;

    /// <summary>Begins anew: what came before belongs to the warm-up.</summary>
    public void Restart()
    {
        driver.RestartCounts();
        gauges.Descriptors.RestartPeak();
        _start = Take(gauges, watch);
        (_queueMax, _memoryMax) = (0, null);
        Sample();
    }

    /// <summary>Looks at what is only visible at a moment.</summary>
    public void Sample()
    {
        _queueMax = Math.Max(_queueMax, ThreadPool.PendingWorkItemCount);
        if (gauges.Memory?.Percent is { } memory) _memoryMax = Math.Max(_memoryMax ?? 0, memory);
    }

    /// <summary>The figures since the start. Allocation is the sum; the recorder, which counts requests, divides it.</summary>
    public GeneratorHealth Read(long scheduled)
    {
        var end = Take(gauges, watch);
        Sample();
        var wallMs = Math.Max(1e-3, (end.At - _start.At) / 1e6);
        var connections = driver.Counts();
        return new GeneratorHealth
        {
            Scheduled = scheduled,
            ThrottledMs = end.ThrottledMs - _start.ThrottledMs,
            StealPercent = _start.Steal is { } earlier ? end.Steal?.PercentSince(earlier) : null,
            MemoryPercent = _memoryMax,
            MemoryStallPercent = 100 * (end.MemoryStalledMs - _start.MemoryStalledMs) / wallMs,
            MemoryLimitHits = end.MemoryLimitHits - _start.MemoryLimitHits,
            GcPauseMs = (end.GcPause - _start.GcPause).TotalMilliseconds,
            GcPausePercent = 100 * (end.GcPause - _start.GcPause).TotalMilliseconds / wallMs,
            GcCount = end.GcCount - _start.GcCount,
            CpuPercent = 100 * (end.Cpu - _start.Cpu).TotalMilliseconds / wallMs,
            ThreadPoolQueueMax = _queueMax,
            DescriptorsPercent = gauges.Descriptors.PeakPercent,
            PortsPercent = LocalPorts.Count is { } ports ? 100.0 * connections.MostToOneAddress / ports : null,
            RetransmitPercent = connections.IsTcpSeen ? 100.0 * connections.Retransmitted / Math.Max(1, connections.Sent) : null,
            SynTimeouts = connections.IsTcpSeen ? connections.SynTimeouts : null,
            AllocatedBytesPerRequest = end.Allocated - _start.Allocated,
        };
    }

    private static Reading Take(Gauges gauges, CpuWatch watch) => new(
        MonotonicClock.Now,
        gauges.Throttling.TotalMs,
        CpuSteal.Read(),
        gauges.Memory?.StalledMs,
        gauges.Memory?.LimitHits,
        GC.GetTotalPauseDuration(),
        GC.CollectionCount(0),
        Environment.CpuUsage.TotalTime - watch.CpuTime,
        GC.GetTotalAllocatedBytes());

    private sealed record Reading(long At, double? ThrottledMs, CpuSteal? Steal, double? MemoryStalledMs, long? MemoryLimitHits, TimeSpan GcPause, int GcCount, TimeSpan Cpu, long Allocated);
}
