using System.Text;
using System.Text.Json;

namespace LoadOperator.Comparing.Reading;

/// <summary>
/// The events of <c>go test -json</c> (<c>go doc test2json</c>), turned back into lines. One line of a benchmark comes as
/// several events, since the program prints its name before it runs and the figures after; events of packages interleave.
/// </summary>
internal static class GoTestEvents
{
    /// <summary>Whether this is such a stream: one JSON object a line, with an action. What go itself prints may stand between.</summary>
    public static bool IsOne(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("{")) continue;
            return line.IndexOf("\"Action\"") > 0 && line.TrimEnd().EndsWith("}");
        }

        return false;
    }

    /// <exception cref="MeasurementFormatException">A line is no event.</exception>
    public static IEnumerable<SourceLine> LinesOf(string source, string text)
    {
        var unfinished = new Dictionary<string, (int Number, StringBuilder Text)>();
        var number = 0;
        foreach (var json in text.Split('\n'))
        {
            number++;
            if (!json.StartsWith('{')) continue;
            var (package, output) = Read(source, number, json);
            while (output.Length > 0)
            {
                if (!unfinished.TryGetValue(package, out var line)) unfinished[package] = line = (number, new StringBuilder());
                var end = output.IndexOf('\n', StringComparison.Ordinal);
                line.Text.Append(end < 0 ? output : output[..end]);
                if (end < 0) break;
                unfinished.Remove(package);
                yield return new SourceLine(line.Number, package, line.Text.ToString().TrimEnd('\r'));
                output = output[(end + 1)..];
            }
        }

        foreach (var (package, line) in unfinished) yield return new SourceLine(line.Number, package, line.Text.ToString());
    }

    private static (string Package, string Output) Read(string source, int number, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (Text(root, "Action") is not { } action) throw new MeasurementFormatException(source, number, "an event of go test -json without \"Action\"");
            return (Text(root, "Package") ?? "", action == "output" ? Text(root, "Output") ?? "" : "");
        }
        catch (JsonException exception)
        {
            throw new MeasurementFormatException(source, number, $"no event of go test -json: {exception.Message}");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
