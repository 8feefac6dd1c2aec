using System.Globalization;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>What the kernel has counted of a process since its start: proc(5). What cannot be read is missing.</summary>
internal static class ProcessFigures
{
    /// <summary>USER_HZ, the unit of times in /proc/PID/stat: 100 on every platform that .NET runs on.</summary>
    private const double TicksPerSecond = 100;
    private const double BytesPerKilobyte = 1024;

    public static bool Exists(int id) => Directory.Exists($"/proc/{id}");

    /// <summary>The figures now.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Of(int id) =>
    [
        .. ProcFile.Read($"/proc/{id}/stat") is { } stat ? OfStat(stat) : [],
        .. ProcFile.Read($"/proc/{id}/status") is { } status ? OfStatus(status) : [],
        .. OfThreads(Threads(id)),
    ];

    /// <summary>CPU time and page faults. Children that it has waited for are not counted.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> OfStat(string stat)
    {
        // The second field is the program's name in parentheses, which may hold blanks: what follows it begins with the third.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 13 || Number(fields[7]) is not { } minor || Number(fields[9]) is not { } major || Number(fields[11]) is not { } user || Number(fields[12]) is not { } system) return [];
        return
        [
            new(CounterNames.CpuMs, (user + system) / TicksPerSecond * 1000),
            new(CounterNames.MinorFaults, minor),
            new(CounterNames.MajorFaults, major),
        ];
    }

    internal static IEnumerable<KeyValuePair<string, double>> OfStatus(string status) =>
        ProcFile.Field(status, "VmRSS", ':') is { } kilobytes ? [new(CounterNames.ResidentBytes, kilobytes * BytesPerKilobyte)] : [];

    /// <summary>Context switches, of which a status has those of one thread.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> OfThreads(IReadOnlyList<string> statuses)
    {
        foreach (var (name, field) in new[] { (CounterNames.VoluntarySwitches, "voluntary_ctxt_switches"), (CounterNames.InvoluntarySwitches, "nonvoluntary_ctxt_switches") })
        {
            List<double> counted = [.. statuses.Select(status => ProcFile.Field(status, field, ':')).OfType<double>()];
            if (counted.Count > 0) yield return new(name, counted.Sum());
        }
    }

    /// <summary>A thread that has ended takes its count along.</summary>
    private static List<string> Threads(int id)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{id}/task").Select(task => ProcFile.Read(Path.Join(task, "status"))).OfType<string>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
