using System.Text;
using System.Text.Json;

namespace LoadOperator.Model.Feeds;

/// <summary>The rows of a feed.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">Of each row the values, in the order of the columns.</param>
public sealed record FeedTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>As much as a ConfigMap holds.</summary>
    public const int MostBytes = 1024 * 1024;

    public const int MostRows = 100_000;

    public const int MostColumns = 64;

    /// <summary>Reads a feed's file.</summary>
    /// <exception cref="FormatException">It is too large, or not what its ending says. The message names the file, the place and the limit.</exception>
    public static FeedTable Read(string file, ReadOnlySpan<byte> content)
    {
        try
        {
            if (content.Length > MostBytes) throw new FormatException($"has {content.Length:N0} bytes; allowed: up to {MostBytes:N0}");
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
            var table = Path.GetExtension(file) == ".json" ? OfJson(text) : OfCsv(text);
            if (table.Columns.Count > MostColumns) throw new FormatException($"has {table.Columns.Count:N0} columns; allowed: up to {MostColumns}");
            if (table.Columns.Distinct().Count() < table.Columns.Count) throw new FormatException($"has the column '{table.Columns.GroupBy(c => c).First(g => g.Count() > 1).Key}' twice");
            if (table.Rows.Count is 0 or > MostRows) throw new FormatException($"has {table.Rows.Count:N0} rows; allowed: 1 to {MostRows:N0}");
            return table;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or DecoderFallbackException)
        {
            throw new FormatException($"{file}: {exception switch { JsonException => "is no JSON: " + exception.Message, DecoderFallbackException => "is not UTF-8", _ => exception.Message }}", exception);
        }
    }

    private static FeedTable OfCsv(string text)
    {
        var lines = Csv.Read(text);
        if (lines.Count == 0) throw new FormatException("is empty; its first line names the columns");
        var columns = lines[0].Fields;
        if (lines.FirstOrDefault(line => line.Fields.Count != columns.Count) is { Fields: not null } odd)
            throw new FormatException($"line {odd.Number}: has {odd.Fields.Count} fields, and the first line {columns.Count}");
        return new FeedTable(columns, [.. lines.Skip(1).Select(line => line.Fields)]);
    }

    private static FeedTable OfJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new FormatException("must be a list of objects");
        List<string>? columns = null;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (number, element) in document.RootElement.EnumerateArray().Index())
        {
            if (element.ValueKind != JsonValueKind.Object) throw new FormatException($"row {number + 1}: must be an object");
            columns ??= [.. element.EnumerateObject().Select(member => member.Name)];
            rows.Add([.. columns.Select(column => element.TryGetProperty(column, out var value) ? TextOf(value) : throw new FormatException($"row {number + 1}: has no '{column}', which the first row has"))]);
        }

        return new FeedTable(columns ?? [], rows);
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
