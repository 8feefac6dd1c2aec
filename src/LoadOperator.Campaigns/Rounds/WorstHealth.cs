using LoadOperator.Model.Contract;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>
/// How unfit each generator was at its worst, over the rounds that were valid. It is kept up round by round, so that the rounds themselves need not be
/// kept with the figures of each of up to 64 generators.
/// </summary>
internal static class WorstHealth
{
    /// <param name="soFar">One per generator; fewer, or none, before the first round.</param>
    /// <param name="round">The same of one more round.</param>
    public static IReadOnlyList<GeneratorHealth> Of(IReadOnlyList<GeneratorHealth> soFar, IReadOnlyList<GeneratorHealth> round) =>
        [.. Enumerable.Range(0, Math.Max(soFar.Count, round.Count)).Select(i => i >= soFar.Count ? round[i] : i >= round.Count ? soFar[i] : Of(soFar[i], round[i]))];

    private static GeneratorHealth Of(GeneratorHealth a, GeneratorHealth b) => new()
    {
        Scheduled = a.Scheduled + b.Scheduled,
        Sent = a.Sent + b.Sent,
        Late = a.Late + b.Late,
        SendLagP99Ms = Math.Max(a.SendLagP99Ms, b.SendLagP99Ms),
        SendLagMaxMs = Math.Max(a.SendLagMaxMs, b.SendLagMaxMs),
        StartOffsetMs = Math.Max(a.StartOffsetMs, b.StartOffsetMs),
        ClockAheadMs = Math.Abs(b.ClockAheadMs ?? 0) > Math.Abs(a.ClockAheadMs ?? 0) ? b.ClockAheadMs : a.ClockAheadMs ?? b.ClockAheadMs,
        ClockUncertaintyMs = Most(a.ClockUncertaintyMs, b.ClockUncertaintyMs),
        ThrottledMs = a.ThrottledMs is null && b.ThrottledMs is null ? null : (a.ThrottledMs ?? 0) + (b.ThrottledMs ?? 0),
        StealPercent = Most(a.StealPercent, b.StealPercent),
        MemoryPercent = Most(a.MemoryPercent, b.MemoryPercent),
        MemoryStallPercent = Most(a.MemoryStallPercent, b.MemoryStallPercent),
        MemoryLimitHits = Sum(a.MemoryLimitHits, b.MemoryLimitHits),
        GcPauseMs = Math.Max(a.GcPauseMs, b.GcPauseMs),
        GcPausePercent = Math.Max(a.GcPausePercent, b.GcPausePercent),
        GcCount = a.GcCount + b.GcCount,
        CpuPercent = Math.Max(a.CpuPercent, b.CpuPercent),
        ThreadPoolQueueMax = Math.Max(a.ThreadPoolQueueMax, b.ThreadPoolQueueMax),
        DescriptorsPercent = Most(a.DescriptorsPercent, b.DescriptorsPercent),
        PortsPercent = Most(a.PortsPercent, b.PortsPercent),
        RetransmitPercent = Most(a.RetransmitPercent, b.RetransmitPercent),
        SynTimeouts = Sum(a.SynTimeouts, b.SynTimeouts),
        OwnErrors = a.OwnErrors + b.OwnErrors,
        AllocatedBytesPerRequest = Math.Max(a.AllocatedBytesPerRequest, b.AllocatedBytesPerRequest),
    };

    private static long? Sum(long? a, long? b) => a is null ? b : a + (b ?? 0);

    private static double? Most(double? a, double? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
