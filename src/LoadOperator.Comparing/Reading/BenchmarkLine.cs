using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadOperator.Comparing.Reading;

/// <summary>One result line of Go's benchmark format: a name, the number of iterations, and pairs of value and unit.</summary>
internal sealed partial record BenchmarkLine(string Name, IReadOnlyList<(double Value, string Unit)> Measurements)
{
    private const string Word = "Benchmark";

    public static bool MayBe(string text) => text.StartsWith(Word, StringComparison.Ordinal);

    /// <summary>Reads a line that begins with "Benchmark".</summary>
    /// <param name="problem">What is wrong with a line that was meant as a result.</param>
    /// <returns>Null with a problem, or without one where the line is no result: a name alone, which -v prints, or words of the program's own.</returns>
    public static BenchmarkLine? Parse(string text, out string? problem)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        problem = null;
        if (fields.Length == 1) return null;
        if (!long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            if (Result().IsMatch(text)) problem = $"'{fields[1]}' is no number of iterations";
            return null;
        }

        if (fields.Length == 2) problem = "no measurement follows the number of iterations; was the run cut off?";
        else if (fields.Length % 2 == 1) problem = $"'{fields[^1]}' has no unit; was the run cut off?";
        if (problem is not null) return null;
        var measurements = new List<(double, string)>();
        for (var i = 2; i < fields.Length; i += 2)
        {
            if (NumberOf(fields[i]) is not { } value)
            {
                problem = $"'{fields[i]}' is no number (of {fields[i + 1]})";
                return null;
            }

            measurements.Add((value, fields[i + 1]));
        }

        return new BenchmarkLine(fields[0][Word.Length..], measurements);
    }

    /// <summary>A number as Go prints it: its infinities are +Inf and -Inf.</summary>
    private static double? NumberOf(string text) => text switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    /// <summary>What looks like a result beyond its second field.</summary>
    [GeneratedRegex(@"\s[0-9.]+\s+\S+/(op|s)(\s|$)")]
    private static partial Regex Result();
}
