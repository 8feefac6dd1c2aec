using System.Globalization;

namespace LoadOperator.Protobuf;

/// <summary>Google's own types whose JSON is not an object of their fields.</summary>
internal sealed partial class MessageJson
{
    // From the beginning of the year 1 to the end of the year 9999.
    private const long LeastSecond = -62_135_596_800;
    private const long MostSecond = 253_402_300_799;
    private const int NanosPerSecond = 1_000_000_000;

    private bool TryWellKnown(MessageShape shape, ReadOnlyMemory<byte> message, int depth)
    {
        if (!WellKnownTypes.HasJsonOfItsOwn(shape)) return false;
        var fields = MessageFields.Of(shape, message);
        switch (shape.Name)
        {
            case ".google.protobuf.Timestamp":
                var (second, nanos) = Time(fields, shape);
                if (second is < LeastSecond or > MostSecond || nanos is < 0 or >= NanosPerSecond) throw new ProtoException($"answer: a time of {second} s and {nanos} ns");
                _json.WriteStringValue(DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(nanos) + "Z");
                break;
            case ".google.protobuf.Duration":
                var (seconds, rest) = Time(fields, shape);
                if (Math.Abs((decimal)seconds) > WellKnownTypes.MostSeconds || Math.Abs((long)rest) >= NanosPerSecond || Math.Sign(seconds) * Math.Sign(rest) < 0) throw new ProtoException($"answer: a duration of {seconds} s and {rest} ns");
                _json.WriteStringValue($"{(seconds < 0 || rest < 0 ? "-" : "")}{Math.Abs(seconds)}{Fraction(Math.Abs(rest))}s");
                break;
            case ".google.protobuf.FieldMask":
                _json.WriteStringValue(string.Join(',', fields.All(shape.Field(1)!).Select(path => WellKnownTypes.CamelCase(Text(path.Bytes)))));
                break;
            case ".google.protobuf.Struct":
                Map(shape.Field(1)!, fields.All(shape.Field(1)!), depth);
                break;
            case ".google.protobuf.ListValue":
                Repeated(shape.Field(1)!, fields.All(shape.Field(1)!), depth);
                break;
            case ".google.protobuf.Value":
                if (shape.Fields.FirstOrDefault(fields.Has) is { } kind) Value(kind, fields.Single(kind), depth);
                else _json.WriteNullValue();
                break;
            case ".google.protobuf.Any":
                Any(shape, Text(fields.Single(shape.Field(1)!).Bytes), fields.Single(shape.Field(2)!).Bytes, depth);
                break;
            case ".google.protobuf.Empty":
                _json.WriteStartObject();
                _json.WriteEndObject();
                break;
            default:
                Value(shape.Field(1)!, fields.Single(shape.Field(1)!), depth);
                break;
        }

        return true;
    }

    /// <remarks>Of a type that no file declares the bytes are all that there is to say.</remarks>
    private void Any(MessageShape shape, string url, ReadOnlyMemory<byte> message, int depth)
    {
        _json.WriteStartObject();
        if (url.Length > 0) _json.WriteString("@type", url);
        if (shape.Named(url) is not { } type)
        {
            if (message.Length > 0) _json.WriteBase64String("value", message.Span);
        }
        else if (WellKnownTypes.HasJsonOfItsOwn(type))
        {
            _json.WritePropertyName("value");
            Message(type, message, depth + 1);
        }
        else
        {
            if (depth >= ProtoReader.MostDepth) throw new ProtoException($"answer: more than {ProtoReader.MostDepth} messages within each other");
            Fields(type, message, depth + 1);
        }

        _json.WriteEndObject();
    }

    private static (long Seconds, int Nanos) Time(MessageFields fields, MessageShape shape) => ((long)fields.Single(shape.Field(1)!).Number, (int)fields.Single(shape.Field(2)!).Number);

    /// <summary>With none, three, six or nine digits.</summary>
    private static string Fraction(int nanos) =>
        nanos == 0 ? ""
        : nanos % 1_000_000 == 0 ? $".{nanos / 1_000_000:000}"
        : nanos % 1_000 == 0 ? $".{nanos / 1_000:000000}"
        : $".{nanos:000000000}";
}
