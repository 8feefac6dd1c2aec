using System.Buffers;
using System.Globalization;
using System.Text.Json;
using static Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace LoadOperator.Protobuf;

/// <summary>Messages as JSON and back, by Protocol Buffers' own mapping.</summary>
/// <remarks>https://protobuf.dev/programming-guides/json</remarks>
public static class ProtoJson
{
    /// <exception cref="ProtoException">The JSON is not valid, or not of this type.</exception>
    public static byte[] Encode(MessageShape shape, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var writer = new ProtoWriter();
            Message(shape, document.RootElement, writer, "message");
            return writer.Written.ToArray();
        }
        catch (JsonException exception)
        {
            throw new ProtoException($"message: is not JSON: {exception.Message}");
        }
    }

    /// <summary>Writes the message as JSON. Fields that have no presence stand there with their first value where they were not sent.</summary>
    /// <exception cref="ProtoException">It is no message of this type, or more than anybody would look into.</exception>
    public static void Decode(MessageShape shape, ReadOnlyMemory<byte> message, IBufferWriter<byte> to)
    {
        using var json = new MessageJson(to);
        json.Message(shape, message);
    }

    internal static void Message(MessageShape shape, JsonElement json, ProtoWriter to, string path)
    {
        if (WellKnownTypes.TryWrite(shape, json, to, path)) return;
        if (json.ValueKind != JsonValueKind.Object) throw Wrong(path, json, "an object");
        Fields(shape, json, to, path);
    }

    internal static void Fields(MessageShape shape, JsonElement json, ProtoWriter to, string path, string? except = null)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name == except) continue;
            var field = shape.Field(property.Name) ?? throw new ProtoException($"{path}.{property.Name}: unknown field of {shape.Name[1..]}; allowed: {string.Join(", ", shape.FieldNames)}");
            // Null is no value, but of the types of which it is one.
            if (property.Value.ValueKind != JsonValueKind.Null || (!field.IsRepeated && (field.IsNull || WellKnownTypes.IsValue(field.Message)))) Field(field, property.Value, to, $"{path}.{property.Name}");
        }
    }

    internal static void Field(FieldShape field, JsonElement json, ProtoWriter to, string path)
    {
        if (field.IsMap)
        {
            if (json.ValueKind != JsonValueKind.Object) throw Wrong(path, json, "an object");
            foreach (var entry in json.EnumerateObject()) Entry(field, entry, to, $"{path}.{entry.Name}");
        }
        else if (!field.IsRepeated)
        {
            Single(field, json, to, path);
        }
        else
        {
            if (json.ValueKind != JsonValueKind.Array) throw Wrong(path, json, "a list");
            Repeated(field, json, to, path);
        }
    }

    internal static void Single(FieldShape field, JsonElement json, ProtoWriter to, string path)
    {
        to.Tag(field.Number, field.WireType);
        Value(field, json, to, path);
    }

    private static void Repeated(FieldShape field, JsonElement json, ProtoWriter to, string path)
    {
        var values = field.IsPacked ? new ProtoWriter() : to;
        var index = 0;
        foreach (var value in json.EnumerateArray())
        {
            if (!field.IsPacked) to.Tag(field.Number, field.WireType);
            Value(field, value, values, $"{path}[{index++}]");
        }

        if (!field.IsPacked || index == 0) return;
        to.Tag(field.Number, ProtoWriter.Delimited);
        to.Bytes(values.Written);
    }

    private static void Entry(FieldShape field, JsonProperty entry, ProtoWriter to, string path)
    {
        var (key, value) = (field.Message!.Field("key")!, field.Message.Field("value")!);
        var writer = new ProtoWriter();
        // Keys are text in JSON, whatever they are.
        using var name = JsonDocument.Parse(key.Type == TypeBool ? entry.Name : JsonSerializer.Serialize(entry.Name));
        Single(key, name.RootElement, writer, path);
        Single(value, entry.Value, writer, path);
        to.Tag(field.Number, ProtoWriter.Delimited);
        to.Bytes(writer.Written);
    }

    private static void Value(FieldShape field, JsonElement json, ProtoWriter to, string path)
    {
        switch (field.Type)
        {
            case TypeDouble: to.Eight(BitConverter.DoubleToUInt64Bits(Real(json, path))); break;
            case TypeFloat: to.Four(BitConverter.SingleToUInt32Bits((float)Real(json, path))); break;
            case TypeInt32: to.Signed(Integer(json, int.MinValue, int.MaxValue, path)); break;
            case TypeInt64: to.Signed(Integer(json, long.MinValue, long.MaxValue, path)); break;
            case TypeUint32: to.Unsigned((ulong)Integer(json, 0, uint.MaxValue, path)); break;
            case TypeUint64: to.Unsigned(Large(json, path)); break;
            case TypeSint32: to.ZigZag(Integer(json, int.MinValue, int.MaxValue, path)); break;
            case TypeSint64: to.ZigZag(Integer(json, long.MinValue, long.MaxValue, path)); break;
            case TypeFixed32: to.Four((uint)Integer(json, 0, uint.MaxValue, path)); break;
            case TypeSfixed32: to.Four((uint)Integer(json, int.MinValue, int.MaxValue, path)); break;
            case TypeFixed64: to.Eight(Large(json, path)); break;
            case TypeSfixed64: to.Eight((ulong)Integer(json, long.MinValue, long.MaxValue, path)); break;
            case TypeBool: to.Unsigned(json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() ? 1u : 0 : throw Wrong(path, json, "true or false")); break;
            case TypeString: to.Text(Text(json, path)); break;
            case TypeBytes: to.Bytes(json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out var bytes) ? bytes : throw Wrong(path, json, "base64")); break;
            case TypeEnum when field.IsNull && json.ValueKind == JsonValueKind.Null: to.Unsigned(0); break;
            case TypeEnum: to.Signed(Member(field, json, path)); break;
            case TypeMessage:
                var inner = new ProtoWriter();
                Message(field.Message ?? throw new ProtoException($"{path}: its type is declared nowhere"), json, inner, path);
                to.Bytes(inner.Written);
                break;
            default: throw new ProtoException($"{path}: fields of {field.Type} cannot be sent");
        }
    }

    private static int Member(FieldShape field, JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.String && field.NumberOf(json.GetString()!) is { } number ? number
        : json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out number) ? number
        : throw Wrong(path, json, string.Join(", ", field.ValueNames));

    internal static string Text(JsonElement json, string path) => json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Wrong(path, json, "text");

    private static double Real(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String when double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw Wrong(path, json, "a number"),
    };

    /// <summary>Whole numbers may stand in quotes: those of 64 bits have to, in JSON of JavaScript's.</summary>
    private static long Integer(JsonElement json, long least, long most, string path) =>
        long.TryParse(json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(path, json, $"a whole number from {least} to {most}");

    private static ulong Large(JsonElement json, string path) =>
        ulong.TryParse(json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(path, json, $"a whole number from 0 to {ulong.MaxValue}");

    internal static ProtoException Wrong(string path, JsonElement json, string allowed) => new($"{path}: '{(json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText())}': allowed: {allowed}");
}
