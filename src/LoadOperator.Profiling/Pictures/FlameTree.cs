using System.Text.Json.Serialization;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Pictures;

/// <summary>The stacks of both sides as one tree, with what each costs per request on either side.</summary>
public sealed class FlameTree
{
    /// <summary>Too narrow to be seen.</summary>
    private const double Least = 0.0005;

    private readonly Dictionary<string, FlameTree> _children = [];

    private FlameTree(string name) => Name = name;

    public string Name { get; }

    [JsonPropertyName("a")]
    public double Control { get; private set; }

    [JsonPropertyName("b")]
    public double Candidate { get; private set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FlameTree>? Children => _children.Count == 0 ? null : [.. _children.Values];

    /// <summary>The mean over the profiles of each side; null where neither has any cost of these kinds.</summary>
    /// <param name="kinds">What counts.</param>
    public static FlameTree? Of(IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate, params IReadOnlyList<CostKind> kinds)
    {
        var root = new FlameTree("all");
        foreach (var profile in control) root.Add(profile, kinds, (node, cost) => node.Control += cost / control.Count);
        foreach (var profile in candidate) root.Add(profile, kinds, (node, cost) => node.Candidate += cost / candidate.Count);
        if (root.Control + root.Candidate <= 0) return null;
        root.Prune(Least * (root.Control + root.Candidate));
        return root;
    }

    private void Add(Profile profile, IReadOnlyList<CostKind> kinds, Action<FlameTree, double> charge)
    {
        foreach (var stack in profile.Stacks)
        {
            if (!kinds.Contains(stack.Kind)) continue;
            var cost = stack.Cost / profile.Divisor;
            var node = this;
            charge(node, cost);
            foreach (var frame in stack.Frames)
            {
                if (!node._children.TryGetValue(frame.Method, out var child)) node._children[frame.Method] = child = new FlameTree(frame.Method);
                charge(node = child, cost);
            }
        }
    }

    private void Prune(double least)
    {
        foreach (var (name, child) in _children)
        {
            if (child.Control + child.Candidate < least) _children.Remove(name);
            else child.Prune(least);
        }
    }
}
