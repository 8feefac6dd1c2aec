using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoadOperator.Protobuf;

/// <summary>Google's own types whose JSON is not an object of their fields.</summary>
internal static partial class WellKnownTypes
{
    private const string Package = ".google.protobuf.";

    /// <summary>Ten thousand years, which is what a duration may be.</summary>
    public const decimal MostSeconds = 315_576_000_000;

    private static readonly HashSet<string> Names =
    [
        "Timestamp", "Duration", "FieldMask", "Struct", "Value", "ListValue", "Any", "Empty",
        "DoubleValue", "FloatValue", "Int64Value", "UInt64Value", "Int32Value", "UInt32Value", "BoolValue", "StringValue", "BytesValue",
    ];

    public static bool HasJsonOfItsOwn(MessageShape shape) => shape.Name.StartsWith(Package, StringComparison.Ordinal) && Names.Contains(shape.Name[Package.Length..]);

    public static bool IsValue(MessageShape? shape) => shape?.Name == ".google.protobuf.Value";

    /// <returns>False where the type is written like any other.</returns>
    public static bool TryWrite(MessageShape shape, JsonElement json, ProtoWriter to, string path)
    {
        if (!HasJsonOfItsOwn(shape)) return false;
        switch (shape.Name)
        {
            case ".google.protobuf.Timestamp":
                if (!DateTimeOffset.TryParse(ProtoJson.Text(json, path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) throw ProtoJson.Wrong(path, json, "a time such as 2030-01-31T12:00:00Z");
                var ticks = (at - DateTimeOffset.UnixEpoch).Ticks;
                Write(Math.DivRem(ticks, TimeSpan.TicksPerSecond) is var (s, rest) && rest < 0 ? (s - 1, rest + TimeSpan.TicksPerSecond) : (s, rest), to);
                return true;
            case ".google.protobuf.Duration":
                var text = ProtoJson.Text(json, path);
                if (!text.EndsWith('s') || !decimal.TryParse(text[..^1], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(seconds) > MostSeconds) throw ProtoJson.Wrong(path, json, "seconds such as 1.5s");
                Write(((long)decimal.Truncate(seconds), (long)((seconds - decimal.Truncate(seconds)) * TimeSpan.TicksPerSecond)), to);
                return true;
            case ".google.protobuf.FieldMask":
                foreach (var name in ProtoJson.Text(json, path).Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!PathInJson().IsMatch(name)) throw ProtoJson.Wrong(path, json, "names of fields as JSON has them, with commas between: name,homeAddress.city");
                    to.Tag(1, ProtoWriter.Delimited);
                    to.Text(UpperCase().Replace(name, m => "_" + m.Value.ToLowerInvariant()));
                }

                return true;
            case ".google.protobuf.Struct" or ".google.protobuf.ListValue":
                ProtoJson.Field(shape.Field(1)!, json, to, path);
                return true;
            case ".google.protobuf.Value":
                ProtoJson.Single(shape.Field(KindOf(json))!, json, to, path);
                return true;
            case ".google.protobuf.Any":
                WriteAny(shape, json, to, path);
                return true;
            case ".google.protobuf.Empty":
                return false;
            default:
                ProtoJson.Single(shape.Field(1)!, json, to, path);
                return true;
        }
    }

    /// <summary>A name of a field mask as JSON has it.</summary>
    public static string CamelCase(string path) => AfterUnderline().Replace(path, m => m.Groups[1].Value.ToUpperInvariant());

    private static string KindOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => "number_value",
        JsonValueKind.String => "string_value",
        JsonValueKind.True or JsonValueKind.False => "bool_value",
        JsonValueKind.Object => "struct_value",
        JsonValueKind.Array => "list_value",
        _ => "null_value",
    };

    private static void WriteAny(MessageShape shape, JsonElement json, ProtoWriter to, string path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ProtoJson.Wrong(path, json, "an object with @type");
        if (!json.TryGetProperty("@type", out var url)) throw new ProtoException($"{path}.@type: is missing: the type of what is in it, such as type.googleapis.com/package.Message");
        var type = shape.Named(ProtoJson.Text(url, path + ".@type")) ?? throw ProtoJson.Wrong(path + ".@type", url, "a type that one of the .proto files declares, such as type.googleapis.com/package.Message");
        var message = new ProtoWriter();
        // An Empty has nothing to say, in one way or the other.
        if (!HasJsonOfItsOwn(type) || (type.Name == ".google.protobuf.Empty" && !json.TryGetProperty("value", out _))) ProtoJson.Fields(type, json, message, path, except: "@type");
        else if (json.TryGetProperty("value", out var value)) ProtoJson.Message(type, value, message, path + ".value");
        else throw new ProtoException($"{path}.value: is missing: {type.Name[1..]} stands there in an Any");
        to.Tag(1, ProtoWriter.Delimited);
        to.Text(url.GetString()!);
        to.Tag(2, ProtoWriter.Delimited);
        to.Bytes(message.Written);
    }

    private static void Write((long Seconds, long Ticks) time, ProtoWriter to)
    {
        to.Tag(1, ProtoWriter.Varint);
        to.Signed(time.Seconds);
        to.Tag(2, ProtoWriter.Varint);
        to.Signed(time.Ticks * TimeSpan.NanosecondsPerTick);
    }

    [GeneratedRegex("^[A-Za-z0-9.]+$")]
    private static partial Regex PathInJson();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();

    [GeneratedRegex("_([a-z])")]
    private static partial Regex AfterUnderline();
}
