using System.Globalization;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>What the kernel has counted of a process since its start.</summary>
internal static class ProcessFigures
{
    /// <summary>USER_HZ, the unit of times in /proc/PID/stat: 100 on every platform that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public static bool Exists(int id) => Directory.Exists($"/proc/{id}");

    /// <summary>The figures now; empty where they cannot be read.</summary>
    public static IReadOnlyDictionary<string, double> Of(int id)
    {
        var figures = new Dictionary<string, double>();
        try
        {
            // The second field is the program's name in parentheses, which may hold blanks.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            figures[CounterNames.CpuMs] = (Number(fields[11]) + Number(fields[12])) / TicksPerSecond * 1000;
            foreach (var task in Directory.EnumerateDirectories($"/proc/{id}/task"))
            {
                // A thread that has ended meanwhile takes its count along.
                if (!File.Exists(Path.Join(task, "status"))) continue;
                foreach (var line in File.ReadLines(Path.Join(task, "status")))
                {
                    if (line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)) Add(figures, CounterNames.VoluntarySwitches, line);
                    if (line.StartsWith("nonvoluntary_ctxt_switches:", StringComparison.Ordinal)) Add(figures, CounterNames.InvoluntarySwitches, line);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return new Dictionary<string, double>();
        }

        return figures;
    }

    /// <summary>What was counted between two looks.</summary>
    public static IReadOnlyDictionary<string, double> Between(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after) =>
        before.Where(b => after.ContainsKey(b.Key)).ToDictionary(b => b.Key, b => Math.Max(0, after[b.Key] - b.Value));

    private static void Add(Dictionary<string, double> figures, string name, string line) => figures[name] = figures.GetValueOrDefault(name) + Number(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
