using LoadOperator.Model.Status;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics;

namespace LoadOperator.Hosting.Profiles;

/// <summary>A comparison of profiles as a status holds it.</summary>
public static class AttributionStatuses
{
    private const int LongestMethod = 512;
    private const string CounterPrefix = "counter.";

    /// <param name="latency">The metric that decided; null where nothing was measured beside the profiles.</param>
    public static AttributionStatus Of(ProfileComparison comparison, DecidingChange? latency = null) => new()
    {
        Summary = CrossCheck.Of(comparison, latency),
        ControlProfiles = comparison.ControlProfiles,
        CandidateProfiles = comparison.CandidateProfiles,
        Per = comparison.IsPerRequest ? "request" : "second",
        Tested = comparison.Tested,
        Movers = [.. comparison.Movers.Take(AttributionStatus.MostMovers).Select(Of)],
        // What comes from a pod has as many counters as it likes.
        Costs = [.. Costs(comparison).Take(AttributionStatus.MostCosts)],
        Notes = comparison.Notes.Count > 0 ? comparison.Notes : null,
    };

    /// <summary>Whose cost an entry of a status is; null where a later version wrote it.</summary>
    public static CostSubject? SubjectOf(CostStatus cost)
    {
        if (cost.Cost.StartsWith(CounterPrefix, StringComparison.Ordinal)) return new CostSubject.Counter(cost.Cost[CounterPrefix.Length..]);
        if (!Enum.TryParse<CostKind>(cost.Cost, ignoreCase: true, out var kind)) return null;
        if (cost is not MethodStatus method) return new CostSubject.Total(kind);
        return Enum.TryParse<Measure>(method.Measure, out var measure) ? new CostSubject.Method(method.Method, kind, measure) : null;
    }

    /// <summary>A counter that is 0 was seen; one that was not is not here.</summary>
    private static IEnumerable<CostStatus> Costs(ProfileComparison comparison) =>
    [
        .. comparison.Totals.OrderBy(t => t.Key).Select(t => Of(NameOf(t.Key), UnitOf(t.Key), t.Value)),
        .. comparison.Counters.Select(c => Of(CounterPrefix + c.Key, UnitOf(c.Key), c.Value) with { Gauge = CounterNames.IsGauge(c.Key) ? true : null }),
    ];

    private static MethodStatus Of(MethodChange mover) => new()
    {
        Method = mover.Method.Length > LongestMethod ? mover.Method[..LongestMethod] : mover.Method,
        Measure = $"{mover.Measure}",
        Change = $"{mover.Change}",
        Cost = NameOf(mover.Kind),
        Unit = UnitOf(mover.Kind),
        Control = mover.Shift.Control,
        Candidate = mover.Shift.Candidate,
        Ci95 = Bounds(mover.Shift.Ci95),
        PValue = mover.Shift.P,
        QValue = mover.Q,
        Weight = mover.Weight,
    };

    private static CostStatus Of(string name, string? unit, Shift shift) => new()
    {
        Cost = name,
        Unit = unit,
        Control = shift.Control,
        Candidate = shift.Candidate,
        Ci95 = Bounds(shift.Ci95),
        PValue = double.IsFinite(shift.P) ? shift.P : null,
    };

    private static double[]? Bounds(Interval interval) => double.IsFinite(interval.Low) && double.IsFinite(interval.High) ? [interval.Low, interval.High] : null;

    private static string NameOf(CostKind kind) => kind.ToString().ToLowerInvariant();

    private static string? UnitOf(CostKind kind) => kind switch { CostKind.Allocation => "bytes", CostKind.Exceptions => null, _ => "ms" };

    private static string? UnitOf(string counter) => counter switch
    {
        CounterNames.CpuMs or CounterNames.ThrottledMs or CounterNames.GcPauseMs or CounterNames.ContentionMs => "ms",
        CounterNames.AllocatedBytes or CounterNames.ResidentBytes => "bytes",
        _ => null,
    };
}
