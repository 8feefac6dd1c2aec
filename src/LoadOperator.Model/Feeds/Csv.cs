using System.Text;

namespace LoadOperator.Model.Feeds;

/// <summary>A line of a file of comma-separated values.</summary>
internal readonly record struct CsvLine(int Number, IReadOnlyList<string> Fields);

/// <summary>Comma-separated values (RFC 4180); lines may end in a line feed alone, and empty ones count for nothing.</summary>
internal static class Csv
{
    /// <exception cref="FormatException">A quoted field does not end, or goes on after its end.</exception>
    public static IReadOnlyList<CsvLine> Read(string text)
    {
        var lines = new List<CsvLine>();
        var (at, number) = (0, 1);
        while (at < text.Length)
        {
            var (fields, start) = (new List<string>(), number);
            do fields.Add(text.AsSpan(at).StartsWith("\"") ? Quoted(text, ref at, ref number) : Plain(text, ref at));
            while (at < text.Length && text[at++] == ',');
            number++;
            if (fields is not [""]) lines.Add(new CsvLine(start, fields));
        }

        return lines;
    }

    /// <summary>Leaves <paramref name="at"/> at the comma or the line feed that ends the field.</summary>
    private static string Plain(string text, ref int at)
    {
        var length = text.AsSpan(at).IndexOfAny(',', '\n') is var end and >= 0 ? end : text.Length - at;
        var field = text.AsSpan(at, length);
        at += length;
        return (at < text.Length && text[at] == ',' ? field : field.TrimEnd('\r')).ToString();
    }

    private static string Quoted(string text, ref int at, ref int number)
    {
        var (field, start) = (new StringBuilder(), number);
        at++;
        while (true)
        {
            var length = text.AsSpan(at).IndexOf('"');
            if (length < 0) throw new FormatException($"line {start}: a field that begins with a quote does not end with one");
            field.Append(text, at, length);
            number += text.AsSpan(at, length).Count('\n');
            at += length + 1;
            if (at >= text.Length || text[at] != '"') break;
            field.Append('"');
            at++;
        }

        if (text.AsSpan(at).StartsWith("\r\n")) at++;
        if (at < text.Length && text[at] is not (',' or '\n')) throw new FormatException($"line {number}: after the quote that ends a field stands '{text[at]}'; a quote within one is written twice");
        return field.ToString();
    }
}
