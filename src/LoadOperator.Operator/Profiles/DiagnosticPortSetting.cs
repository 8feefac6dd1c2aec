namespace LoadOperator.Operator.Profiles;

/// <summary>One of the ports that <c>DOTNET_DiagnosticPorts</c> gives a runtime.</summary>
/// <param name="Connects">Whether the runtime connects to whoever listens there. The only other role, <c>listen</c>, it passes over in silence.</param>
/// <param name="Suspends">Whether the runtime does not begin before it was told to: what it does when nothing is said.</param>
internal sealed record DiagnosticPortSetting(string Path, bool Connects, bool Suspends)
{
    /// <summary>Ports are parted by semicolons; each is a path, and after it <c>connect</c> or <c>listen</c>, and <c>suspend</c> or <c>nosuspend</c>.</summary>
    public static IReadOnlyList<DiagnosticPortSetting> ParseAll(string text) =>
    [
        .. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(port => port.Split(',', StringSplitOptions.TrimEntries))
            .Select(parts => new DiagnosticPortSetting(parts[0], !parts.Skip(1).Contains("listen", StringComparer.OrdinalIgnoreCase), !parts.Skip(1).Contains("nosuspend", StringComparer.OrdinalIgnoreCase))),
    ];
}
