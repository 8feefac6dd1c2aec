using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LoadOperator.Runtime;

/// <summary>What the runtime counts of itself, in one meter. docs/reference/telemetry.md lists it.</summary>
public static class RuntimeMetrics
{
    public const string MeterName = "LoadOperator.Runtime";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Readers' own bounds are made for milliseconds: every reconcile would be in the first.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Histogram<double> Reconciles = Meter.CreateHistogram("loadoperator.controller.reconcile.duration", "s", "Time that a reconcile took.", null, Seconds);
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("loadoperator.controller.reconcile.retries", "{reconcile}", "Reconciles that failed and were queued again.");
    private static readonly Histogram<double> Waits = Meter.CreateHistogram("loadoperator.controller.queue.wait", "s", "Time that an object waited to be reconciled, from when it was due.", null, Seconds);
    private static readonly Counter<long> Watches = Meter.CreateCounter<long>("loadoperator.controller.watches.ended", "{watch}", "Watches that ended: in order, or broken.");
    private static readonly Counter<long> Lists = Meter.CreateCounter<long>("loadoperator.controller.lists", "{list}", "Complete lists taken: the first, and again where a watch could not go on.");
    private static readonly Histogram<double> Requests = Meter.CreateHistogram("loadoperator.api.request.duration", "s", "Time until the API server answered; status 0 where it did not.", null, Seconds);

    private static readonly ConcurrentDictionary<string, Func<int>> Depths = new();
    private static volatile bool _isLeading;

    static RuntimeMetrics()
    {
        Meter.CreateObservableGauge("loadoperator.controller.queue.depth", () => Depths.Select(d => new Measurement<int>(d.Value(), Tag("kind", d.Key))), "{object}", "Objects that wait to be reconciled.");
        Meter.CreateObservableGauge("loadoperator.controller.leading", () => _isLeading ? 1 : 0, null, "Whether this replica acts: 1, or 0 where it stands by.");
    }

    /// <summary>Whether this replica acts.</summary>
    public static bool IsLeading => _isLeading;

    internal static void Reconciled(string kind, TimeSpan duration, bool isSuccess) =>
        Reconciles.Record(duration.TotalSeconds, Tag("kind", kind), Tag("result", isSuccess ? "success" : "failure"));

    internal static void Retried(string kind) => Retries.Add(1, Tag("kind", kind));

    internal static void Waited(string kind, TimeSpan duration) => Waits.Record(duration.TotalSeconds, Tag("kind", kind));

    internal static void WatchEnded(string kind, bool isBroken) => Watches.Add(1, Tag("kind", kind), Tag("result", isBroken ? "broken" : "ended"));

    internal static void Listed(string kind, bool isFirst) => Lists.Add(1, Tag("kind", kind), Tag("cause", isFirst ? "start" : "relist"));

    /// <param name="status">0 where there was no answer.</param>
    internal static void Answered(string method, int status, TimeSpan duration) =>
        Requests.Record(duration.TotalSeconds, Tag("http.request.method", method), Tag("http.response.status_code", status));

    internal static void Leading(bool isLeading) => _isLeading = isLeading;

    /// <summary>One queue of a kind is looked at: the last.</summary>
    internal static void ObserveDepth(string kind, Func<int> depth) => Depths[kind] = depth;

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
