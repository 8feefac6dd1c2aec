using System.Globalization;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>
/// Whether the generators were fit in a round. Only the instrument is judged here, never the target: a rule that could
/// discard slow or failing rounds would hide what the campaign is looking for.
/// </summary>
internal static class RoundValidity
{
    /// <summary>A generator that starts later than this loads the target alone, or not at all, for a part of the round.</summary>
    private const double MaxStartOffsetMs = 100;

    public static IReadOnlyList<string> ReasonsAgainst(RoundMeasurement measurement, LoadCampaignSpec spec, long arrivalSeed)
    {
        var reasons = measurement.Generators.SelectMany((health, index) => ReasonsAgainst(health, spec.Generator.SelfCheck).Select(reason => $"generator {index}: {reason}")).ToList();
        var scheduled = measurement.Generators.Sum(g => g.Scheduled);
        if (spec.Load.ArrivalsOf(arrivalSeed) is var planned && scheduled != planned) reasons.Add(Text($"the generators together scheduled {scheduled} arrivals, not {planned}"));
        return reasons;
    }

    private static IEnumerable<string> ReasonsAgainst(GeneratorHealth health, SelfCheck limits)
    {
        if (health.Scheduled > 0)
        {
            var achieved = 100.0 * health.Sent / health.Scheduled;
            var late = 100.0 * health.Late / health.Scheduled;
            if (achieved < limits.MinAchievedPercent) yield return Text($"sent {achieved:0.0} % of the scheduled arrivals, needed {limits.MinAchievedPercent} %");
            if (late > limits.MaxLatePercent) yield return Text($"sent {late:0.0} % of the arrivals late, allowed {limits.MaxLatePercent} %");
            if (!(health.SendLagP99Ms <= limits.MaxSendLag.Milliseconds)) yield return Text($"P99 send lag was {health.SendLagP99Ms:0.00} ms, allowed {limits.MaxSendLag.Milliseconds:0.##} ms");
        }

        if (health.StartOffsetMs > MaxStartOffsetMs) yield return Text($"began {health.StartOffsetMs:0} ms late, allowed {MaxStartOffsetMs} ms");
        if (health.ThrottledMs > limits.MaxThrottled.Milliseconds) yield return Text($"was throttled by its CPU limit for {health.ThrottledMs:0} ms, allowed {limits.MaxThrottled.Milliseconds:0.##} ms");
        if (health.StealPercent > limits.MaxStealPercent) yield return Text($"had its CPUs taken away by the hypervisor for {health.StealPercent:0.0} % of the round, allowed {limits.MaxStealPercent} %");
        if (health.GcPausePercent > limits.MaxGcPausePercent) yield return Text($"was stopped by its garbage collector for {health.GcPausePercent:0.0} % of the round, allowed {limits.MaxGcPausePercent} %");
        if (health.MemoryPercent > limits.MaxMemoryPercent) yield return Text($"used {health.MemoryPercent:0.0} % of its memory limit, allowed {limits.MaxMemoryPercent} %");
        if (health.MemoryStallPercent > limits.MaxMemoryStallPercent) yield return Text($"waited for memory for {health.MemoryStallPercent:0.0} % of the round, allowed {limits.MaxMemoryStallPercent} %");
        if (health.MemoryLimitHits > limits.MaxMemoryLimitHits) yield return Text($"met its memory limit {health.MemoryLimitHits} times, allowed {limits.MaxMemoryLimitHits}");
        if (health.ThreadPoolQueueMax > limits.MaxThreadPoolQueue) yield return Text($"had {health.ThreadPoolQueueMax} items wait in its thread pool, allowed {limits.MaxThreadPoolQueue}");
        if (health.DescriptorsPercent > limits.MaxDescriptorsPercent) yield return Text($"used {health.DescriptorsPercent:0.0} % of its file descriptors, allowed {limits.MaxDescriptorsPercent} %");
        if (health.PortsPercent > limits.MaxPortsPercent) yield return Text($"used {health.PortsPercent:0.0} % of its local ports for one address of the target, allowed {limits.MaxPortsPercent} %");
        if (health.RetransmitPercent > limits.MaxRetransmitPercent) yield return Text($"sent {health.RetransmitPercent:0.00} % of its segments again, allowed {limits.MaxRetransmitPercent} %");
        if (health.SynTimeouts > limits.MaxSynTimeouts) yield return Text($"had no answer in time to {health.SynTimeouts} of its calls for a connection, allowed {limits.MaxSynTimeouts}");
        if (health.OwnErrors > 0) yield return Text($"had {health.OwnErrors} errors of its own: for want of descriptors, ports or memory, or such as nobody foresaw");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
