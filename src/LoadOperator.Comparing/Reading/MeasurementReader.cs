using LoadOperator.Comparing.Measurements;

namespace LoadOperator.Comparing.Reading;

/// <summary>Reads a file in any of the three formats; its content says which it is.</summary>
public static class MeasurementReader
{
    /// <param name="source">The file, as messages are to name it.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="MeasurementFormatException">It is in none of the formats, is malformed, or holds nothing.</exception>
    public static MeasurementSet Read(string source, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new MeasurementFormatException(source, "the file is empty");
        if (GoTestEvents.IsOne(text)) return GoBenchmarks.Read(source, GoTestEvents.LinesOf(source, text));
        if (text.TrimStart().StartsWith('{')) return CampaignResult.Read(source, text);
        return GoBenchmarks.Read(source, text.Split('\n').Select((line, i) => new SourceLine(i + 1, "", line.TrimEnd('\r'))));
    }
}

/// <summary>A line of benchmark output.</summary>
/// <param name="Number">Where it began in the file, from 1.</param>
/// <param name="Package">The package that printed it, where the stream says so.</param>
/// <param name="Text">The line without its end.</param>
internal readonly record struct SourceLine(int Number, string Package, string Text);
