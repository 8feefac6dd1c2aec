using System.Globalization;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Metrics;

/// <summary>How figures are written for people: in summaries, columns and reports alike.</summary>
public static class Figures
{
    private const string Missing = "–";

    /// <summary>A delta on its scale: <c>+7.2%</c>, or <c>+0.35 pp</c> (percentage points).</summary>
    public static string Delta(double? delta, Scale scale) => (delta, scale) switch
    {
        (null or double.NaN, _) => Missing,
        ({ } d, Scale.Ratio) => Signed(d * 100, Math.Abs(d) < 10 ? "0.0" : "0") + "%",
        ({ } d, _) => Signed(d * 100, "0.00") + " pp",
    };

    public static string Interval(IReadOnlyList<double>? interval, Scale scale) =>
        interval is [var low, var high] ? $"[{Delta(low, scale)}, {Delta(high, scale)}]" : "";

    public static string PValue(double? p) => p switch
    {
        null or double.NaN => Missing,
        < 1e-300 => "<1e-300",
        < 0.001 => p.Value.ToString("0e-00", CultureInfo.InvariantCulture),
        _ => p.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A value in its unit: <c>12.4ms</c>, <c>0.35%</c>, <c>498/s</c>.</summary>
    public static string Value(double? value, string unit) => (value, unit) switch
    {
        (null or double.NaN, _) => Missing,
        ({ } v, "ms") when v >= 1000 => Significant(v / 1000) + "s",
        ({ } v, "ms") when v < 1 => Significant(v * 1000) + "µs",
        ({ } v, "ms") => Significant(v) + "ms",
        ({ } v, "fraction") => (v * 100).ToString("0.00", CultureInfo.InvariantCulture) + "%",
        ({ } v, "bytes") when v >= 1024 * 1024 => Significant(v / 1024 / 1024) + "MiB",
        ({ } v, "bytes") when v >= 1024 => Significant(v / 1024) + "KiB",
        ({ } v, "bytes") => Significant(v) + "B",
        ({ } v, "1/s") => Significant(v) + "/s",
        ({ } v, _) => Significant(v),
    };

    private static string Signed(double value, string format)
    {
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? text : "+" + text;
    }

    private static string Significant(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
