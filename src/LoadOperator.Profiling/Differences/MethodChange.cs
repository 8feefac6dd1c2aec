using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Differences;

public enum ChangeKind
{
    Grew,
    Shrank,

    /// <summary>The control never spent anything there.</summary>
    New,

    /// <summary>The candidate never does.</summary>
    Gone,
}

/// <summary>A method whose cost per request differs.</summary>
/// <param name="Shift">Its cost on both sides.</param>
/// <param name="Q">p, adjusted for all methods that were tested (Benjamini and Hochberg).</param>
/// <param name="Weight">The difference as a share of what a request costs the control in all.</param>
public sealed record MethodChange(string Method, CostKind Kind, Measure Measure, Shift Shift, double Q, double Weight)
{
    public ChangeKind Change => (Shift.Control, Shift.Candidate) switch
    {
        (0, > 0) => ChangeKind.New,
        ( > 0, 0) => ChangeKind.Gone,
        var (control, candidate) => candidate > control ? ChangeKind.Grew : ChangeKind.Shrank,
    };
}
