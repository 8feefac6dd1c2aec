namespace LoadOperator.Profiling.Stacks;

/// <summary>What belongs to the platform: .NET's own libraries, and Go's.</summary>
internal static class FrameworkCode
{
    private static readonly string[] Namespaces = ["System.", "Microsoft.", "Interop.", "Interop+", "Internal."];

    /// <param name="module">The library's name, where the profile knows it.</param>
    /// <param name="method">Namespace, type and method.</param>
    public static bool IsDotNet(string? module, string method) => module is { Length: > 0 }
        ? module.StartsWith("System.", StringComparison.Ordinal) || module.StartsWith("Microsoft.", StringComparison.Ordinal) || module is "System" or "mscorlib" or "netstandard" || IsNative(module)
        : Namespaces.Any(prefix => method.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A package of Go's standard library has no dot in the first part of its path; the program's own is called main.</summary>
    public static bool IsGo(string function)
    {
        if (function.StartsWith("main.", StringComparison.Ordinal)) return false;
        var slash = function.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 || !function[..slash].Contains('.', StringComparison.Ordinal);
    }

    private static bool IsNative(string module) => module.StartsWith("lib", StringComparison.Ordinal) || module.EndsWith(".so", StringComparison.Ordinal) || module is "coreclr" or "[vdso]";
}
