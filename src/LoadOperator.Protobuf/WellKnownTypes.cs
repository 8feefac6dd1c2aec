using System.Globalization;
using System.Text.Json;

namespace LoadOperator.Protobuf;

/// <summary>Google's own types whose JSON is not an object of their fields.</summary>
internal static class WellKnownTypes
{
    /// <summary>Ten thousand years, which is what a duration may be.</summary>
    private const decimal MostSeconds = 315_576_000_000;

    /// <returns>False where the type is written like any other.</returns>
    public static bool TryWrite(MessageShape shape, JsonElement json, ProtoWriter to, string path)
    {
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
            case ".google.protobuf.Any" or ".google.protobuf.Struct" or ".google.protobuf.Value" or ".google.protobuf.ListValue" or ".google.protobuf.FieldMask":
                throw new ProtoException($"{path}: fields of type {shape.Name[1..]} cannot be given as JSON here");
            case { } name when name.EndsWith("Value", StringComparison.Ordinal):
                ProtoJson.Single(shape.Field("value")!, json, to, path);
                return true;
            default:
                return false;
        }
    }

    private static void Write((long Seconds, long Ticks) time, ProtoWriter to)
    {
        to.Tag(1, ProtoWriter.Varint);
        to.Signed(time.Seconds);
        to.Tag(2, ProtoWriter.Varint);
        to.Signed(time.Ticks * TimeSpan.NanosecondsPerTick);
    }
}
