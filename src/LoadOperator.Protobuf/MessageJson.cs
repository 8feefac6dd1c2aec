using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace LoadOperator.Protobuf;

/// <summary>Writes messages as JSON, by Protocol Buffers' own mapping: fields that have no presence always, the others where they were sent.</summary>
internal sealed partial class MessageJson : IDisposable
{
    /// <summary>A hostile message of a few bytes can stand for much more text, by all the fields that it leaves out.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Utf8JsonWriter _json;

    public MessageJson(IBufferWriter<byte> to) => _json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4 * ProtoReader.MostDepth });

    public void Dispose() => _json.Dispose();

    /// <exception cref="ProtoException">It is no such message, or nested too deep.</exception>
    public void Message(MessageShape shape, ReadOnlyMemory<byte> message, int depth = 1)
    {
        if (depth > ProtoReader.MostDepth) throw new ProtoException($"answer: more than {ProtoReader.MostDepth} messages within each other");
        if (TryWellKnown(shape, message, depth)) return;
        _json.WriteStartObject();
        Fields(shape, message, depth);
        _json.WriteEndObject();
    }

    private void Fields(MessageShape shape, ReadOnlyMemory<byte> message, int depth)
    {
        var fields = MessageFields.Of(shape, message);
        foreach (var field in shape.Fields)
        {
            if (field.Type == TypeGroup || (field.HasPresence && !fields.Has(field))) continue;
            _json.WritePropertyName(field.JsonName);
            if (field.IsMap) Map(field, fields.All(field), depth);
            else if (field.IsRepeated) Repeated(field, fields.All(field), depth);
            else Value(field, fields.Single(field), depth);
        }
    }

    private void Repeated(FieldShape field, IReadOnlyList<WireValue> values, int depth)
    {
        _json.WriteStartArray();
        foreach (var value in values)
        {
            if (!field.IsPacked || value.WireType != ProtoWriter.Delimited)
            {
                Value(field, value, depth);
                continue;
            }

            var packed = new ProtoReader(value.Bytes);
            while (!packed.IsAtEnd) Value(field, packed.Value(field.Number, field.WireType), depth);
        }

        _json.WriteEndArray();
    }

    private void Map(FieldShape field, IReadOnlyList<WireValue> entries, int depth)
    {
        var (key, value) = (field.Message!.Field(1)!, field.Message.Field(2)!);
        var last = new Dictionary<string, WireValue>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var fields = MessageFields.Of(field.Message, entry.Bytes);
            last[KeyOf(key, fields.Single(key))] = fields.Single(value);
        }

        _json.WriteStartObject();
        foreach (var (name, entry) in last)
        {
            _json.WritePropertyName(name);
            Value(value, entry, depth);
        }

        _json.WriteEndObject();
    }

    private void Value(FieldShape field, WireValue value, int depth)
    {
        if (_json.BytesCommitted + _json.BytesPending > MostBytes) throw new ProtoException($"answer: more than {MostBytes} bytes of JSON");
        switch (field.Type)
        {
            case TypeDouble: Real(BitConverter.UInt64BitsToDouble(value.Number), static (json, d) => json.WriteNumberValue(d)); break;
            case TypeFloat: Real(BitConverter.UInt32BitsToSingle((uint)value.Number), static (json, d) => json.WriteNumberValue((float)d)); break;
            case TypeInt32 or TypeSfixed32: _json.WriteNumberValue((int)value.Number); break;
            case TypeUint32 or TypeFixed32: _json.WriteNumberValue((uint)value.Number); break;
            case TypeSint32: _json.WriteNumberValue((int)ZigZag((uint)value.Number)); break;
            case TypeBool: _json.WriteBooleanValue(value.Number != 0); break;
            case TypeString: _json.WriteStringValue(Text(value.Bytes)); break;
            case TypeBytes: _json.WriteBase64StringValue(value.Bytes.Span); break;
            case TypeEnum when field.IsNull: _json.WriteNullValue(); break;
            case TypeEnum when field.NameOf((int)value.Number) is { } name: _json.WriteStringValue(name); break;
            case TypeEnum: _json.WriteNumberValue((int)value.Number); break;
            case TypeMessage: Message(field.Message ?? throw new ProtoException($"answer: the type of {field.JsonName} is declared nowhere"), value.Bytes, depth + 1); break;
            // Whole numbers of 64 bits stand in quotes: JavaScript's do not hold them.
            default: _json.WriteStringValue(KeyOf(field, value)); break;
        }
    }

    private void Real<T>(T value, Action<Utf8JsonWriter, T> write)
        where T : System.Numerics.IFloatingPointIeee754<T>
    {
        if (T.IsFinite(value)) write(_json, value);
        else _json.WriteStringValue(T.IsNaN(value) ? "NaN" : T.IsPositive(value) ? "Infinity" : "-Infinity");
    }

    private static string KeyOf(FieldShape field, WireValue value) => field.Type switch
    {
        TypeString => Text(value.Bytes),
        TypeBool => value.Number != 0 ? "true" : "false",
        TypeInt32 or TypeSfixed32 => ((int)value.Number).ToString(CultureInfo.InvariantCulture),
        TypeSint32 => ((int)ZigZag((uint)value.Number)).ToString(CultureInfo.InvariantCulture),
        TypeUint32 or TypeFixed32 => ((uint)value.Number).ToString(CultureInfo.InvariantCulture),
        TypeInt64 or TypeSfixed64 => ((long)value.Number).ToString(CultureInfo.InvariantCulture),
        TypeSint64 => ZigZag(value.Number).ToString(CultureInfo.InvariantCulture),
        _ => value.Number.ToString(CultureInfo.InvariantCulture),
    };

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static string Text(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new ProtoException("answer: a text that is not UTF-8");
        }
    }
}
