using System.Globalization;

namespace LoadOperator.Reporting.Comparisons;

/// <summary>How values of a unit are written for people: times from ns to h, bytes in powers of 1,024, all else in powers of 1,000.</summary>
internal sealed record UnitScale
{
    private static readonly (double From, double By, string Suffix)[] Seconds = [(1, 1, "s"), (1e-3, 1e3, "ms"), (1e-6, 1e6, "µs"), (0, 1e9, "ns")];
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T", "P"];

    private readonly double _toBase;
    private readonly char _kind;

    private UnitScale(string heading, char kind, double toBase) => (Heading, _kind, _toBase) = (heading, kind, toBase);

    /// <summary>The unit as a table of it is headed: of times in seconds and of rates in bytes, as benchstat heads them.</summary>
    public string Heading { get; }

    /// <param name="unit">As the file has it: <c>ns/op</c>, <c>MB/s</c>, <c>p99-ms/op</c>.</param>
    public static UnitScale Of(string unit)
    {
        if (unit == "fraction") return new UnitScale("fraction", '%', 100);
        var slash = unit.IndexOf('/');
        var (what, per) = slash > 0 ? (unit[..slash], unit[slash..]) : (unit, "");
        var dash = what.LastIndexOf('-') + 1;
        var (prefix, bare) = (what[..dash], what[dash..]);
        return bare switch
        {
            "ns" => new(prefix + "sec" + per, 's', 1e-9),
            "us" or "µs" => new(prefix + "sec" + per, 's', 1e-6),
            "ms" => new(prefix + "sec" + per, 's', 1e-3),
            "s" or "sec" => new(prefix + "sec" + per, 's', 1),
            "B" => new(unit, 'B', 1),
            "MB" => new(prefix + "B" + per, 'B', 1e6),
            _ => new(unit, ' ', 1),
        };
    }

    /// <summary>Writes values of one row with the same suffix, chosen by the smallest of them that is not 0, each to four digits.</summary>
    public IReadOnlyList<string> Format(params IReadOnlyList<double> values)
    {
        var least = values.Select(x => Math.Abs(x) * _toBase).Where(x => x > 0).DefaultIfEmpty(0).Min();
        var (by, suffix) = Scale(least);
        return [.. values.Select(x => double.IsFinite(x) ? Digits(x * _toBase * by, isCount: by == 1 && _kind is (' ' or 'B')) + suffix : "–")];
    }

    private (double By, string Suffix) Scale(double least)
    {
        if (_kind == '%') return (1, "%");
        if (_kind == 's') return Seconds.Where(s => least >= s.From).Select(s => (s.By, s.Suffix)).First();
        var (names, step) = _kind == 'B' ? (Binary, 1024.0) : (Decimal, 1000.0);
        var power = least >= step ? Math.Min((int)Math.Floor(Math.Log(least, step) + 1e-12), names.Length - 1) : 0;
        return (Math.Pow(step, -power), names[power]);
    }

    private static string Digits(double value, bool isCount)
    {
        var decimals = Math.Abs(value) switch { 0 => 0, >= 1000 => 0, >= 100 => 1, >= 10 => 2, _ => 3 };
        // A whole count is not made to look measured.
        return value.ToString(isCount && value == Math.Floor(value) ? "0" : "F" + decimals, CultureInfo.InvariantCulture);
    }
}
