using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Comparisons;

/// <summary>Something about a target that is no longer as it was when the generators became ready.</summary>
/// <param name="Message">What, with both values.</param>
/// <param name="IsOutcome">Whether the target may have done it itself, under load: it is then no excuse for what was measured.</param>
public sealed record TargetChange(string Message, bool IsOutcome);

/// <summary>Finds what has changed.</summary>
public static class TargetChanges
{
    /// <summary>None where both sides are as they were.</summary>
    public static IReadOnlyList<TargetChange> Between(EnvironmentStatus? before, EnvironmentStatus? now) =>
        [.. Of("control", before?.Control, now?.Control), .. Of("candidate", before?.Candidate, now?.Candidate)];

    private static IEnumerable<TargetChange> Of(string side, TargetEnvironment? before, TargetEnvironment? now)
    {
        if (before is null || now is null) yield break;
        if (now.Pods.Except(before.Pods).ToList() is { Count: > 0 } added)
            yield return new TargetChange($"pods of the {side}: {string.Join(", ", added)} came in addition to, or in place of, {string.Join(", ", before.Pods)}", IsOutcome: false);
        foreach (var container in now.Containers.Except(before.Containers))
        {
            var was = before.Containers.Where(c => c.Name == container.Name).ToList();
            yield return new TargetChange($"container {container.Name} of the {side}: was {(was.Count == 0 ? "not there" : string.Join(" and ", was.Select(Describe)))}, is {Describe(container)}", IsOutcome: false);
        }

        if (before.Routing == Model.Spec.Routing.Endpoints && now.Addresses.Except(before.Addresses).ToList() is { Count: > 0 } moved)
            yield return new TargetChange($"addresses of the {side}: {string.Join(", ", moved)} instead of {string.Join(", ", before.Addresses.Except(now.Addresses))}", IsOutcome: false);
        if (now.ReadyEndpoints != before.ReadyEndpoints)
            yield return new TargetChange($"ready endpoints of the {side}: were {before.ReadyEndpoints}, are {now.ReadyEndpoints}", IsOutcome: now.ReadyEndpoints < before.ReadyEndpoints);
    }

    private static string Describe(ContainerFacts container) =>
        $"{container.Image} {container.ImageId} ({container.CpuLimit ?? "no"} CPU limit, {container.MemoryLimit ?? "no"} memory limit)";
}
