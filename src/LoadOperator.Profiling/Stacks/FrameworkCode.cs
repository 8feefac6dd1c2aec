namespace LoadOperator.Profiling.Stacks;

/// <summary>What belongs to the platform: .NET's own libraries, and Go's.</summary>
internal static class FrameworkCode
{
    /// <summary>A frame whose method nothing names.</summary>
    public const string NoName = "[no name]";

    /// <summary>Code that is written while the program runs: an endpoint's dispatcher, a compiled expression, the stub of a call by reflection.</summary>
    private const string Emitted = "dynamicClass.";

    private static readonly string[] Namespaces = ["System.", "Microsoft.", "Interop.", "Interop+", "Internal."];

    /// <param name="module">The library's name, where the profile knows it.</param>
    /// <param name="method">Namespace, type and method.</param>
    public static bool IsDotNet(string? module, string method) => method.StartsWith(Emitted, StringComparison.Ordinal) || (module is { Length: > 0 }
        ? module.StartsWith("System.", StringComparison.Ordinal) || module.StartsWith("Microsoft.", StringComparison.Ordinal) || module is "System" or "mscorlib" or "netstandard" || IsNative(module)
        : Namespaces.Any(prefix => method.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>A package of Go's standard library has no dot in the first part of its path; the program's own is called main.</summary>
    public static bool IsGo(string function)
    {
        if (function.StartsWith("main.", StringComparison.Ordinal)) return false;
        var slash = function.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 || !function[..slash].Contains('.', StringComparison.Ordinal);
    }

    /// <summary>The part of the platform that a method of it belongs to: <c>System.Threading.*</c>, <c>Microsoft.AspNetCore.Server.*</c>, <c>net/http.*</c>.</summary>
    public static string PartOf(string method)
    {
        var start = method.LastIndexOf('/') + 1;
        var segments = method.StartsWith("Microsoft.", StringComparison.Ordinal) ? 3 : Namespaces.Any(prefix => method.StartsWith(prefix, StringComparison.Ordinal)) ? 2 : 1;
        var end = start;
        for (; segments > 0 && end < method.Length; segments--) end = method.IndexOf('.', end) is var dot and >= 0 ? dot + 1 : method.Length;
        return end == method.Length ? method : method[..end] + "*";
    }

    /// <summary>What says nothing of the part it belongs to: the type of an allocation, a call into the operating system.</summary>
    public static bool IsNameless(string method) => method.StartsWith('[') || method.StartsWith("Interop", StringComparison.Ordinal);

    /// <summary>What stands on stacks between an application's methods, and says nothing of any: what starts a method that awaits, and frames without a name.</summary>
    public static bool IsBetween(string method) => method == NoName || method.StartsWith("System.Runtime.CompilerServices.Async", StringComparison.Ordinal);

    /// <summary>Whether no cost is ever charged to what is called so.</summary>
    public static bool IsNeverBlamed(string method) => IsBetween(method) || method.StartsWith(Emitted, StringComparison.Ordinal);

    private static bool IsNative(string module) => module.StartsWith("lib", StringComparison.Ordinal) || module.EndsWith(".so", StringComparison.Ordinal) || module is "coreclr" or "[vdso]";
}
