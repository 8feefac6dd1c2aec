using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadOperator.Model;

/// <summary>A length of time, written as in Kubernetes and Go: <c>500ms</c>, <c>30s</c>, <c>1m30s</c>. Resolution 100 ns.</summary>
[JsonConverter(typeof(DurationJsonConverter))]
public readonly record struct Duration(TimeSpan Value) : IComparable<Duration>
{
    /// <summary>The pattern of the text form, for the CRD.</summary>
    public const string Pattern = @"^(0|([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$";

    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", 10), ("µs", 10), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static Duration Zero => default;

    public double Seconds => Value.TotalSeconds;

    public double Milliseconds => Value.TotalMilliseconds;

    /// <summary>The length in nanoseconds.</summary>
    public long Nanoseconds => Value.Ticks * TimeSpan.NanosecondsPerTick;

    public static Duration FromSeconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    public static Duration FromMilliseconds(double milliseconds) => new(TimeSpan.FromMilliseconds(milliseconds));

    public static implicit operator TimeSpan(Duration duration) => duration.Value;

    public static bool operator <(Duration left, Duration right) => left.Value < right.Value;

    public static bool operator >(Duration left, Duration right) => left.Value > right.Value;

    public static bool operator <=(Duration left, Duration right) => left.Value <= right.Value;

    public static bool operator >=(Duration left, Duration right) => left.Value >= right.Value;

    public int CompareTo(Duration other) => Value.CompareTo(other.Value);

    /// <exception cref="FormatException">The text is not a duration.</exception>
    public static Duration Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not a duration such as 30s, 500ms or 1m30s");

    public static bool TryParse(string text, out Duration duration)
    {
        duration = Zero;
        if (text == "0") return true;
        if (text.Length == 0) return false;
        decimal ticks = 0;
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || rest[0] == '.' || rest[digits - 1] == '.' || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits);
            var unit = letters < 0 ? rest : rest[..letters];
            if (TicksPer(unit) is not { } perUnit || number > long.MaxValue / perUnit) return false;
            ticks += number * perUnit;
            rest = rest[unit.Length..];
        }

        if (ticks > long.MaxValue) return false;
        duration = new Duration(TimeSpan.FromTicks((long)Math.Round(ticks)));
        return true;
    }

    public override string ToString()
    {
        if (Value == TimeSpan.Zero) return "0s";
        if (Value < TimeSpan.Zero) return "-" + new Duration(Value.Negate());
        if (Value < TimeSpan.FromMilliseconds(1)) return Number(Value.TotalMicroseconds) + "us";
        if (Value < TimeSpan.FromSeconds(1)) return Number(Value.TotalMilliseconds) + "ms";
        var text = new StringBuilder();
        var hours = (long)Value.TotalHours;
        if (hours > 0) text.Append(hours).Append('h');
        if (Value.Minutes > 0) text.Append(Value.Minutes).Append('m');
        var seconds = (Value.Ticks % TimeSpan.TicksPerMinute) / (decimal)TimeSpan.TicksPerSecond;
        if (seconds > 0) text.Append(seconds.ToString("0.#######", CultureInfo.InvariantCulture)).Append('s');
        return text.ToString();
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static decimal? TicksPer(ReadOnlySpan<char> unit)
    {
        foreach (var (name, ticks) in Units)
            if (unit.SequenceEqual(name)) return ticks;
        return null;
    }
}

internal sealed class DurationJsonConverter : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Duration.TryParse(reader.GetString() ?? "", out var duration) ? duration : throw new JsonException($"'{reader.GetString()}' is not a duration");

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
