using System.Globalization;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics.Multiplicity;

namespace LoadOperator.Profiling.Differences;

/// <summary>
/// Finds the methods whose cost per request differs between two sides. The profile is the unit: samples inside one are correlated, as
/// requests inside a round are. A method that a profile does not show cost nothing there.
/// </summary>
public static class ProfileComparer
{
    /// <summary>With fewer profiles of a side nothing is named.</summary>
    public const int FewestProfiles = 8;

    /// <summary>The share of false alarms among the methods that are named.</summary>
    public const double FalseDiscoveryRate = 0.05;

    /// <summary>What costs, or differs by, less than this share of a request's whole cost on the dearer side is not looked at: where a thousand times as much is allocated, what is rare is seen more often, too.</summary>
    private const double Floor = 0.005;

    /// <summary>Lengths that differ by more than this share are told.</summary>
    private const double Uneven = 0.05;

    private static readonly CostKind[] Kinds = [.. CostKinds.Times, CostKind.Allocation, CostKind.Exceptions];

    /// <summary>Compares profiles; pair by pair, where there are as many of both sides.</summary>
    public static ProfileComparison Compare(IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate)
    {
        var isPerRequest = control.Concat(candidate).All(p => p.Requests is > 0);
        if (!isPerRequest) (control, candidate) = ([.. control.Select(PerSecond)], [.. candidate.Select(PerSecond)]);
        var isEnough = Math.Min(control.Count, candidate.Count) >= FewestProfiles;
        var totals = Kinds.ToDictionary(kind => kind, kind => Shift.Of(TotalsOf(control, kind), TotalsOf(candidate, kind)));
        var tested = isEnough ? Test(control, candidate, totals) : [];
        return new ProfileComparison
        {
            ControlProfiles = control.Count,
            CandidateProfiles = candidate.Count,
            IsPerRequest = isPerRequest,
            HasStacks = HasStacks(control, candidate),
            Tested = tested.Count,
            Movers = [.. tested.Where(m => m.Q < FalseDiscoveryRate && Math.Abs(m.Shift.Delta) >= FloorOf(m.Kind, totals)).OrderBy(m => m.Measure).ThenByDescending(m => Math.Abs(m.Weight)).ThenBy(m => m.Method, StringComparer.Ordinal)],
            Totals = totals.Where(t => t.Value.Control > 0 || t.Value.Candidate > 0).ToDictionary(),
            Counters = CountersOf(control, candidate),
            Notes = [.. NotesOn(control, candidate, isEnough, isPerRequest)],
        };
    }

    private static IReadOnlyList<MethodChange> Test(IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate, Dictionary<CostKind, Shift> totals)
    {
        IReadOnlyList<IReadOnlyDictionary<MethodKey, double>> before = [.. control.Select(MethodCosts.Of)], after = [.. candidate.Select(MethodCosts.Of)];
        var changes = new List<MethodChange>();
        foreach (var key in before.Concat(after).SelectMany(costs => costs.Keys).Distinct().OrderBy(k => k.Method, StringComparer.Ordinal))
        {
            var shift = Shift.Of([.. before.Select(costs => costs.GetValueOrDefault(key))], [.. after.Select(costs => costs.GetValueOrDefault(key))]);
            if (Math.Max(shift.Control, shift.Candidate) >= FloorOf(key.Kind, totals)) changes.Add(new MethodChange(key.Method, key.Kind, key.Measure, shift, double.NaN, shift.Delta / WholeOf(key.Kind, totals)));
        }

        var adjusted = AdjustedP.BenjaminiHochberg([.. changes.Select(c => c.Shift.P)]);
        return [.. changes.Select((change, i) => change with { Q = adjusted[i] })];
    }

    /// <summary>What a cost is a share of: a time of all time that a request takes, whatever it is spent on; an exception of one per request.</summary>
    private static double WholeOf(CostKind kind, Dictionary<CostKind, Shift> totals)
    {
        var (control, candidate) = SumsOf(kind, totals);
        return control > 0 ? control : candidate;
    }

    private static double FloorOf(CostKind kind, Dictionary<CostKind, Shift> totals)
    {
        var (control, candidate) = SumsOf(kind, totals);
        return Floor * Math.Max(control, candidate);
    }

    private static (double Control, double Candidate) SumsOf(CostKind kind, Dictionary<CostKind, Shift> totals)
    {
        if (kind == CostKind.Exceptions) return (1, 1);
        IReadOnlyList<CostKind> parts = kind.IsTime() ? CostKinds.Times : [kind];
        return (parts.Sum(part => totals[part].Control), parts.Sum(part => totals[part].Candidate));
    }

    private static IReadOnlyList<double> TotalsOf(IReadOnlyList<Profile> profiles, CostKind kind) => [.. profiles.Select(p => p.TotalOf(kind) / p.Divisor)];

    private static Dictionary<string, Shift> CountersOf(IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate)
    {
        static IReadOnlyList<double> Values(IReadOnlyList<Profile> profiles, string name) => [.. profiles.Select(p => p.CounterOf(name))];
        return control.Concat(candidate).SelectMany(p => p.Counters.Keys).Distinct()
            .Where(name => control.Concat(candidate).All(p => p.Counters.ContainsKey(name)))
            .ToDictionary(name => name, name => Shift.Of(Values(control, name), Values(candidate, name)));
    }

    private static IEnumerable<string> NotesOn(IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate, bool isEnough, bool isPerRequest)
    {
        if (!HasStacks(control, candidate)) yield return "counters alone were taken: there are no stacks, so no method is named";
        if (!isEnough) yield return $"{control.Count} profiles against {candidate.Count}: methods are named from {FewestProfiles} a side on";
        if (!isPerRequest) yield return "costs are per second, not per request: nobody counted the requests of every profile";
        if (isEnough && control.Count != candidate.Count) yield return "the sides have different numbers of profiles: compared by Welch's test, not pair by pair";
        double before = MeanSeconds(control), after = MeanSeconds(candidate);
        if (isPerRequest && Math.Abs(before - after) > Uneven * Math.Max(before, after))
            yield return string.Create(CultureInfo.InvariantCulture, $"the profiles of the sides are of different length, {before:0.#} s and {after:0.#} s: requests of one outlast the load, and whatever runs by the clock costs more per request there");
        var partial = control.Concat(candidate).Where(p => p.Partial is not null).ToList();
        if (partial.Count > 0) yield return $"{partial.Count} profiles are not whole: {partial[0].Partial}";
    }

    private static double MeanSeconds(IReadOnlyList<Profile> profiles) => profiles.Count == 0 ? 0 : profiles.Average(p => p.Seconds);

    private static bool HasStacks(IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate) => control.Concat(candidate).Any(p => p.Stacks.Count > 0);

    private static Profile PerSecond(Profile profile) => profile with { Requests = null };
}
