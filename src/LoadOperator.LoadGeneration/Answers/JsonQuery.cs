using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>A singular query of JSONPath (RFC 9535, section 2.3.5.1): it walks through the text to the one value that it names, and reads no further.</summary>
internal sealed partial class JsonQuery(string path)
{
    private readonly (byte[]? Name, int Index)[] _segments = [.. Segment().Matches(path).Select(Parse)];

    /// <summary>Appends the value: the content of a string, and anything else as it is written.</summary>
    /// <returns>False where there is no such value, where it is null, and where the text before its end is no JSON.</returns>
    public bool TryRead(ReadOnlySpan<byte> json, ReusedBuffer value)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            foreach (var (name, index) in _segments)
                if (!(name is null ? ToElement(ref reader, index) : ToMember(ref reader, name))) return false;
            return TryAppend(ref reader, json, value);
        }
        // The latter of text that is no UTF-8, or half a character.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryAppend(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ReusedBuffer value)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return false;
            case JsonTokenType.String:
                // Escapes only ever shorten.
                value.Advance(reader.CopyString(value.Reserve(reader.ValueSpan.Length)));
                return true;
            default:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                value.Append(json[start..(int)reader.BytesConsumed]);
                return true;
        }
    }

    private static bool ToMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt) return true;
            reader.Skip();
        }

        return false;
    }

    private static bool ToElement(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        if (index < 0 && (index += CountOf(reader)) < 0) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0) return true;
            reader.Skip();
        }

        return false;
    }

    /// <param name="reader">A copy, which goes ahead.</param>
    private static int CountOf(Utf8JsonReader reader)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.Skip();
        }

        return count;
    }

    private static (byte[]?, int) Parse(Match segment) =>
        segment.Groups["index"] is { Success: true } index
            ? (null, int.Parse(index.Value, CultureInfo.InvariantCulture))
            : (Encoding.UTF8.GetBytes(segment.Groups["name"].Value), 0);

    [GeneratedRegex("""\.(?<name>[A-Za-z_][0-9A-Za-z_]*)|\[(?<index>-?[0-9]+)\]|\['(?<name>[^']+)'\]|\["(?<name>[^"]+)"\]""")]
    private static partial Regex Segment();
}
