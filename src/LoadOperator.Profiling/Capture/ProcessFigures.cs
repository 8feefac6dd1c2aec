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

    /// <summary>The figures now: of the process, and of each of its threads.</summary>
    public static IEnumerable<Count> Of(int id) =>
    [
        .. ProcFile.Read($"/proc/{id}/stat") is { } stat ? Counts(id, OfStat(stat)) : [],
        .. ProcFile.Read($"/proc/{id}/status") is { } status ? Counts(id, OfStatus(status)) : [],
        .. Threads(id).SelectMany(thread => ProcFile.Read($"/proc/{id}/task/{thread}/status") is { } its ? Counts(thread, OfThread(its)) : []),
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
    internal static IEnumerable<KeyValuePair<string, double>> OfThread(string status)
    {
        foreach (var (name, field) in new[] { (CounterNames.VoluntarySwitches, "voluntary_ctxt_switches"), (CounterNames.InvoluntarySwitches, "nonvoluntary_ctxt_switches") })
            if (ProcFile.Field(status, field, ':') is { } counted) yield return new(name, counted);
    }

    private static List<int> Threads(int id)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{id}/task").Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<Count> Counts(int id, IEnumerable<KeyValuePair<string, double>> figures) => figures.Select(f => new Count(id, f.Key, f.Value));

    private static double? Number(string text) => double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
