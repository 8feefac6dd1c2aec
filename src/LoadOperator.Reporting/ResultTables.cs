using System.Globalization;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>The tables of a result, the same for a terminal and for markdown.</summary>
internal static class ResultTables
{
    public static TextTable Comparison(LoadCampaign campaign)
    {
        var status = campaign.Status!;
        var hasControl = status.Metrics!.Any(m => m.Control is not null);
        var table = hasControl
            ? new TextTable("metric", status.Design == Design.Historical ? "baseline" : "control", "candidate", "delta", "95% interval", "p", "n", "verdict")
            : new TextTable("metric", "candidate", "n");
        foreach (var metric in status.Metrics!)
        {
            if (!hasControl)
            {
                table.Add(metric.Name, Side(metric, metric.Candidate), $"{metric.Candidate.N}");
                continue;
            }

            table.Add(
                metric.Name,
                Side(metric, metric.Control),
                Side(metric, metric.Candidate),
                Figures.Delta(metric.Delta, metric.Scale),
                Figures.Interval(metric.DeltaCi95, metric.Scale),
                Figures.PValue(metric.PValue),
                $"{metric.Control?.N}+{metric.Candidate.N}",
                (metric.Gate ? "" : "(for information) ") + metric.Verdict + (metric.Severity == Severity.Review ? ", review" : ""));
        }

        return table;
    }

    public static TextTable Objectives(LoadCampaignStatus status)
    {
        var table = new TextTable("objective", "bound", "candidate", "95% interval", "state");
        foreach (var objective in status.Objectives ?? [])
        {
            var metric = MetricName.Parse(objective.Metric);
            var unit = metric.Unit;
            // The interval of a mean of rates that differ much goes beyond what a rate can be.
            var (least, most) = metric.Family == MetricFamily.ErrorRate ? (0.0, 1.0) : (double.NegativeInfinity, double.PositiveInfinity);
            var interval = objective.Ci95 is [var low, var high] ? $"[{Figures.Value(Math.Max(low, least), unit)}, {Figures.Value(Math.Min(high, most), unit)}]" : "";
            table.Add(objective.Metric, objective.Bound, Figures.Value(objective.Value, unit), interval, $"{objective.State}");
        }

        return table;
    }

    /// <summary>Where the time of requests went.</summary>
    public static TextTable LatencyParts(LoadCampaignStatus status)
    {
        var table = new TextTable("part", "side", "P50", "P95", "P99", "rounds");
        foreach (var part in (status.LatencyParts ?? []).OrderBy(p => p.Part).ThenBy(p => p.Side))
            table.Add(NameOf(part.Part), $"{part.Side}".ToLowerInvariant(), Figures.Value(part.P50Ms, "ms"), Figures.Value(part.P95Ms, "ms"), Figures.Value(part.P99Ms, "ms"), $"{part.Rounds}");
        return table;
    }

    /// <summary>Requests whose traces the targets were asked to record.</summary>
    public static TextTable SlowestTraces(LoadCampaignStatus status)
    {
        var table = new TextTable("side", "latency", "scenario", "step", "error", "round", "trace");
        foreach (var trace in status.SlowestTraces ?? []) table.Add($"{trace.Side}".ToLowerInvariant(), Figures.Value(trace.Milliseconds, "ms"), trace.Scenario, trace.Step, trace.Error ?? "", trace.Round, trace.TraceId);
        return table;
    }

    public static TextTable Generators(LoadCampaignStatus status)
    {
        var table = new TextTable("generator", "CPUs", "sent", "late", "P99 send lag", "GC pause", "throttled", "steal", "CPU", "memory", "descriptors", "ports", "sent again", "allocated");
        foreach (var generator in status.Generators ?? [])
        {
            if (generator.Worst is not { } worst) continue;
            table.Add(
                $"{generator.Index}",
                generator.Info?.CpuSet ?? "",
                worst.Scheduled > 0 ? $"{100.0 * worst.Sent / worst.Scheduled:0.00} %" : "closed model",
                worst.Scheduled > 0 ? $"{100.0 * worst.Late / worst.Scheduled:0.00} %" : "",
                worst.Scheduled > 0 ? Figures.Value(worst.SendLagP99Ms, "ms") : "",
                $"{worst.GcPausePercent:0.00} %",
                worst.ThrottledMs is { } throttled ? $"{throttled:0} ms" : "not seen",
                Percent(worst.StealPercent, "0.0"),
                $"{worst.CpuPercent:0} %",
                Percent(worst.MemoryPercent, "0"),
                Percent(worst.DescriptorsPercent, "0.0"),
                Percent(worst.PortsPercent, "0.0"),
                Percent(worst.RetransmitPercent, "0.00"),
                $"{worst.AllocatedBytesPerRequest:0} B/request");
        }

        return table;
    }

    private static string Percent(double? share, string format) => share is { } known ? known.ToString(format, CultureInfo.InvariantCulture) + " %" : "not seen";

    private static string NameOf(LatencyPart part) => part switch
    {
        LatencyPart.Queue => "waiting for a connection",
        LatencyPart.Connect => "connecting",
        LatencyPart.Tls => "TLS handshake",
        LatencyPart.FirstByte => "to the first byte",
        _ => "all (latency)",
    };

    /// <summary>A side's middle and its spread, such as <c>12.4ms ± 2%</c>.</summary>
    private static string Side(MetricStatus metric, SideStatus? side)
    {
        if (side is null || side.N == 0) return "–";
        var middle = metric.Scale == Scale.Ratio ? side.GeometricMean : side.Mean;
        var spread = metric.Scale == Scale.Ratio && side.CoefficientOfVariation is { } cv ? $" ± {cv * 100:0}%" : "";
        return Figures.Value(middle, metric.Unit) + spread;
    }
}
