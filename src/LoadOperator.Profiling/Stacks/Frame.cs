namespace LoadOperator.Profiling.Stacks;

/// <summary>One method of a stack, by the name that its author would call it.</summary>
/// <param name="Method">Namespace, type and method; for an allocation or an exception also its type, in brackets, as a leaf of its own.</param>
/// <param name="IsFramework">Whether it belongs to the platform and not to the application: its cost is the doing of the application's method that called it.</param>
public sealed record Frame(string Method, bool IsFramework);
