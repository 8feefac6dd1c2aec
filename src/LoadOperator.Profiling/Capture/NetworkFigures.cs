using System.Globalization;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>What TCP has counted in a network namespace: of all of its processes together.</summary>
internal static class NetworkFigures
{
    /// <summary>The figures of the namespace that this process is in.</summary>
    public static IEnumerable<KeyValuePair<string, double>> OfOurs() => Of("/proc/self/net/snmp");

    /// <summary>Those of a process, where it is in another namespace than this one: what is shared with generators and the rest of a machine says nothing of it.</summary>
    public static IEnumerable<KeyValuePair<string, double>> OfAnother(int id) => NamespaceOf($"{id}") is { } its && NamespaceOf("self") is { } ours && its != ours ? Of($"/proc/{id}/net/snmp") : [];

    /// <summary>A line names the fields of a protocol, and the next has their values: the columns of RFC 4022, with those of Linux after them.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> OfSnmp(string snmp)
    {
        if (snmp.Split('\n').Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList() is not [var names, var values]) yield break;
        foreach (var (name, field) in new[] { (CounterNames.SegmentsSent, "OutSegs"), (CounterNames.SegmentsRetransmitted, "RetransSegs") })
            if (Array.IndexOf(names, field) is > 0 and var i && i < values.Length && double.TryParse(values[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) yield return new(name, number);
    }

    private static IEnumerable<KeyValuePair<string, double>> Of(string file) => ProcFile.Read(file) is { } snmp ? OfSnmp(snmp) : [];

    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
