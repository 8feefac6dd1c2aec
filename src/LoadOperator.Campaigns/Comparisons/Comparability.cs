using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Comparisons;

/// <summary>Whether two sides differ in nothing but what is under test. One canary beside ten stable pods is the commonest trap.</summary>
public static class Comparability
{
    /// <summary>Each difference as a sentence with both values; none where the sides can be compared.</summary>
    public static IReadOnlyList<string> DifferencesOf(TargetEnvironment control, TargetEnvironment candidate)
    {
        var differences = new List<string>();
        if (control.Routing == Routing.Service && control.ReadyEndpoints != candidate.ReadyEndpoints)
            differences.Add($"ready endpoints: {control.ReadyEndpoints} of the control, {candidate.ReadyEndpoints} of the candidate (routing: Endpoints takes equal numbers)");
        if (control.Routing == Routing.Endpoints && control.Addresses.Count != candidate.Addresses.Count)
            differences.Add($"endpoints under load: {control.Addresses.Count} of the control, {candidate.Addresses.Count} of the candidate");
        Compare("CPU limits", LimitsOf(control, c => c.CpuLimit), LimitsOf(candidate, c => c.CpuLimit));
        Compare("memory limits", LimitsOf(control, c => c.MemoryLimit), LimitsOf(candidate, c => c.MemoryLimit));
        Compare("node class", NodeClassesOf(control), NodeClassesOf(candidate));
        return differences;

        void Compare(string what, string ofControl, string ofCandidate)
        {
            if (ofControl != ofCandidate) differences.Add($"{what}: {ofControl} of the control, {ofCandidate} of the candidate");
        }
    }

    /// <summary>The limits of all containers, as a set: the two versions may name their containers differently.</summary>
    private static string LimitsOf(TargetEnvironment side, Func<ContainerFacts, string?> limit) =>
        Joined(side.Containers.Select(c => limit(c) ?? "none"));

    private static string NodeClassesOf(TargetEnvironment side) =>
        Joined(side.Nodes.Select(n => string.Join('/', new[] { n.InstanceType, n.Architecture, n.Kernel, n.Cpus is { } cpus ? $"{cpus} CPUs" : null }.Where(part => part is not null))));

    private static string Joined(IEnumerable<string> values) => values.Distinct().Order(StringComparer.Ordinal).ToList() is { Count: > 0 } known ? string.Join(" and ", known) : "unknown";
}
