using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>
/// Adds up what threads and processes have counted, over looks that follow one another. One that a look does not show keeps its count: whether it has ended
/// or was missed, the sum does not fall, and does not jump when it is back.
/// </summary>
internal sealed class CountSums
{
    private readonly Dictionary<(int Id, string Name), double> _counted = [];

    /// <summary>By name: what those have counted whose number another has now.</summary>
    private readonly Dictionary<string, double> _earlier = [];

    /// <summary>The sums after a look, by name. Of gauges those of the look alone, and nothing of what it does not show at all.</summary>
    public Dictionary<string, double> After(IReadOnlyCollection<Count> look)
    {
        foreach (var one in look.Where(c => !CounterNames.IsGauge(c.Name)).GroupBy(c => c.Id))
        {
            if (one.Any(c => _counted.TryGetValue((c.Id, c.Name), out var before) && c.Value < before)) Retire(one.Key);
            foreach (var count in one) _counted[(count.Id, count.Name)] = count.Value;
        }

        return look.GroupBy(c => c.Name).ToDictionary(
            seen => seen.Key,
            seen => CounterNames.IsGauge(seen.Key) ? seen.Sum(c => c.Value) : _earlier.GetValueOrDefault(seen.Key) + _counted.Where(c => c.Key.Name == seen.Key).Sum(c => c.Value));
    }

    /// <summary>Counts only grow: where one is smaller, another has the number, and begins anew.</summary>
    private void Retire(int id)
    {
        foreach (var (key, value) in _counted.Where(c => c.Key.Id == id).ToList())
        {
            _earlier[key.Name] = _earlier.GetValueOrDefault(key.Name) + value;
            _counted.Remove(key);
        }
    }
}

/// <summary>What the kernel has counted of one thread or process.</summary>
/// <param name="Id">Its number: of threads and processes together no two have the same at a time.</param>
internal readonly record struct Count(int Id, string Name, double Value);
