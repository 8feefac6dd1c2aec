namespace LoadOperator.Profiling.Stacks;

/// <summary>Adds up what equal stacks cost. Frames and stacks are kept once each: a trace has few of them, and many samples.</summary>
internal sealed class StackSums
{
    private readonly Dictionary<Frame, Frame> _frames = [];
    private readonly Dictionary<Key, double> _costs = [];

    /// <summary>The one frame that stands for all that are equal.</summary>
    public Frame Keep(Frame frame) => _frames.TryAdd(frame, frame) ? frame : _frames[frame];

    /// <param name="frames">From the root to the leaf.</param>
    public void Add(IReadOnlyList<Frame> frames, CostKind kind, double cost)
    {
        if (frames.Count == 0 || !(cost > 0) || !double.IsFinite(cost)) return;
        var key = new Key(frames, kind);
        _costs[key] = _costs.GetValueOrDefault(key) + cost;
    }

    public IReadOnlyList<StackCost> ToStacks() => [.. _costs.Select(entry => new StackCost(entry.Key.Frames, entry.Key.Kind, entry.Value))];

    private readonly record struct Key(IReadOnlyList<Frame> Frames, CostKind Kind)
    {
        public bool Equals(Key other) => Kind == other.Kind && Frames.SequenceEqual(other.Frames);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Kind);
            foreach (var frame in Frames) hash.Add(frame);
            return hash.ToHashCode();
        }
    }
}
