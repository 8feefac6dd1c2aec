using System.Diagnostics.Metrics;

namespace LoadOperator.Runtime;

/// <summary>What the runtime counts of itself, in one meter.</summary>
public static class RuntimeMetrics
{
    public const string MeterName = "LoadOperator.Runtime";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Readers' own bounds are made for milliseconds: every reconcile would be in the first.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Histogram<double> Reconciles = Meter.CreateHistogram("controller.reconcile.duration", "s", "Time that a reconcile took.", null, Seconds);
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("controller.reconcile.retries", null, "Reconciles that failed and were queued again.");
    private static readonly Counter<long> Watches = Meter.CreateCounter<long>("controller.watch.ended", null, "Watches that ended, in order or not.");
    private static readonly Counter<long> Lists = Meter.CreateCounter<long>("controller.lists", null, "Complete lists taken.");

    internal static void Reconciled(string kind, TimeSpan duration, bool isSuccess) =>
        Reconciles.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("result", isSuccess ? "success" : "failure"));

    internal static void Retried(string kind) => Retries.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal static void WatchEnded(string kind) => Watches.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal static void Listed(string kind) => Lists.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal static void ObserveDepth(string kind, Func<int> depth) =>
        Meter.CreateObservableGauge("controller.queue.depth", () => new Measurement<int>(depth(), new KeyValuePair<string, object?>("kind", kind)), null, "Objects that wait to be reconciled.");
}
