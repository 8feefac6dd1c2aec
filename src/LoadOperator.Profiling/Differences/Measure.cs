namespace LoadOperator.Profiling.Differences;

/// <summary>Which cost counts as a method's.</summary>
public enum Measure
{
    /// <summary>Its own, and that of the platform's code that it called: of each stack, the innermost method of the application is charged.</summary>
    Exclusive,

    /// <summary>That of every stack that it is on; of the platform's methods, where the application called them.</summary>
    Inclusive,
}
