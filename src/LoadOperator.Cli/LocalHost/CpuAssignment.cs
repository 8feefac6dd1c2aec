namespace LoadOperator.Cli.LocalHost;

/// <summary>Which CPUs of this machine each generator gets, and what could not be given.</summary>
/// <param name="Cpus">The generator's CPUs; empty where it is not pinned.</param>
/// <param name="NotEnforced">What a reader must know.</param>
internal sealed record CpuAssignment(IReadOnlyList<int> Cpus, IReadOnlyList<string> NotEnforced)
{
    /// <summary>Gives whole CPUs from the end of the list, and leaves at least the first one to the targets and everything else.</summary>
    public static IReadOnlyList<CpuAssignment> Plan(IReadOnlyList<int> allowed, int generators, decimal cpusEach)
    {
        var whole = (int)Math.Ceiling(cpusEach);
        if (allowed.Count < 2) return [.. Enumerable.Repeat(new CpuAssignment([], ["CPUs are not pinned: there is only one, and the targets share it"]), generators)];
        var forGenerators = allowed.Skip(1).ToList();
        var fits = whole * generators <= forGenerators.Count;
        var missing = new List<string>();
        if (!fits) missing.Add($"{generators} generators of {cpusEach} CPUs share CPU {string.Join(',', forGenerators)}");
        if (cpusEach != whole) missing.Add($"the CPU limit of {cpusEach} is not enforced, only which CPUs are used");
        return
        [
            .. Enumerable.Range(0, generators).Select(i => new CpuAssignment(
                fits ? [.. forGenerators.TakeLast(whole * (i + 1)).Take(whole)] : forGenerators, missing)),
        ];
    }
}
