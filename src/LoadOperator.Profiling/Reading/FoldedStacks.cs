using System.Globalization;
using System.Text;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>One stack a line, frames separated by semicolons, then its cost: <c>Main;Parse;Copy 12.5</c>. Read as milliseconds of running.</summary>
public static class FoldedStacks
{
    public static string Write(IEnumerable<StackCost> stacks)
    {
        var text = new StringBuilder();
        foreach (var stack in stacks)
            text.Append(string.Join(';', stack.Frames.Select(f => f.Method.Replace(';', ',')))).Append(' ').AppendLine(stack.Cost.ToString("0.###", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <exception cref="ProfileFormatException">A line is no stack.</exception>
    internal static Profile Read(string file, string text)
    {
        var sums = new StackSums();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var blank = line.TrimEnd().LastIndexOf(' ');
            if (blank <= 0 || !double.TryParse(line.AsSpan(blank + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost) || !double.IsFinite(cost) || cost < 0)
                throw new ProfileFormatException($"{file}:{number}: not a stack and its cost, such as 'Main;Parse 12'; and the file is no .nettrace and no pprof profile");
            sums.Add([.. line[..blank].Split(';').Select(name => sums.Keep(FrameOf(name)))], CostKind.Cpu, cost);
        }

        return sums.ToStacks() is { Count: > 0 } stacks ? new Profile { Stacks = stacks } : throw new ProfileFormatException($"{file}: holds no stacks");
    }

    private static Frame FrameOf(string name) => new(name, FrameworkCode.IsDotNet(null, name));
}
