namespace LoadOperator.Comparing.Measurements;

/// <summary>What one file holds, whatever its format.</summary>
public sealed record MeasurementSet
{
    /// <summary>The file, as messages name it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it was written by <c>loadctl run</c>, and not by Go's benchmarks.</summary>
    public bool IsCampaign { get; init; }

    /// <summary>Every series, in the order of the file.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>What the file says of where it was measured, such as <c>goos: linux</c>. A key that changes within the file has all of its values.</summary>
    public IReadOnlyList<ConfigLine> Config { get; init; } = [];

    /// <summary>Units of which the file itself says whether lower or higher is better.</summary>
    public IReadOnlyDictionary<string, Model.Status.Better> Better { get; init; } = new Dictionary<string, Model.Status.Better>();

    /// <summary>What was left out and why, with file and line.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The values of one benchmark or metric in one unit.</summary>
/// <param name="Key">What was measured.</param>
/// <param name="Values">A value for each run (or round), in the order of the file.</param>
public sealed record Series(SeriesKey Key, IReadOnlyList<double> Values)
{
    /// <summary>Campaigns: the requests of every round.</summary>
    public IReadOnlyList<long>? Requests { get; init; }

    /// <summary>Campaigns: those of the requests that failed.</summary>
    public IReadOnlyList<long>? Errors { get; init; }

    /// <summary>Whether it takes part in the overall verdict; metrics of a campaign may be for information only.</summary>
    public bool Gates { get; init; } = true;
}

/// <summary>What identifies a series in both files.</summary>
/// <param name="Package">The Go package; empty where the file names none.</param>
/// <param name="Name">The benchmark with its sub-benchmark and GOMAXPROCS suffix, without the word Benchmark: <c>Encode/json-8</c>.</param>
/// <param name="Unit">The unit as the file has it: <c>ns/op</c>.</param>
public sealed record SeriesKey(string Package, string Name, string Unit);

/// <summary>A line of a file's configuration.</summary>
public sealed record ConfigLine(string Key, string Value);
