using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>
/// What a thread was seen at, as time: every sample stands for the same, the mean time between two samples of a thread. To give each the
/// time since the one before it would let a single sample after a pause of the sampler outweigh a hundred others, and with it whatever
/// happened to run at that moment.
/// </summary>
internal sealed class SampledTime
{
    /// <summary>More than this between two samples is a pause, or a thread that was not looked at: the rest of it is nobody's.</summary>
    private const double LongestMs = 100;

    /// <summary>How often the runtime means to look, for threads that were all seen once.</summary>
    private const double IntendedMs = 1;

    private readonly StackSums _samples = new();
    private readonly Dictionary<int, double> _last = [];

    private double _between;
    private long _gaps;

    /// <param name="atMs">When, from the trace's begin.</param>
    /// <param name="frames">From the root to the leaf; a sample that is nobody's has none.</param>
    public void Add(int thread, double atMs, IReadOnlyList<Frame> frames, CostKind kind)
    {
        if (_last.TryGetValue(thread, out var before))
        {
            _between += Math.Clamp(atMs - before, 0, LongestMs);
            _gaps++;
        }

        _last[thread] = atMs;
        _samples.Add(frames, kind, 1);
    }

    /// <summary>In milliseconds.</summary>
    public IEnumerable<StackCost> ToStacks()
    {
        var each = _between > 0 ? _between / _gaps : IntendedMs;
        return _samples.ToStacks().Select(stack => stack with { Cost = stack.Cost * each });
    }
}
