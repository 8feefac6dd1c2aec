using System.Text.Json;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>What is known of a profile beside what its own file says. It lies next to it: <c>X.nettrace</c> has <c>X.nettrace.json</c>.</summary>
public sealed record ProfileNote
{
    public const string Extension = ".json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Requests that the process served meanwhile; null where nobody counted.</summary>
    public double? Requests { get; init; }

    /// <summary>How long the part of the look was that counts, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>What the kernel counted of the process in that part.</summary>
    public IReadOnlyDictionary<string, double> Counters { get; init; } = new Dictionary<string, double>();

    /// <summary>Why some of the profile is missing, or null.</summary>
    public string? Partial { get; init; }

    /// <summary>The part of the profile that counts; null where all of it does.</summary>
    public TimeWindow? Window { get; init; }

    /// <param name="requests">Those served in the window.</param>
    /// <param name="window">The part of the trace that counts.</param>
    public static ProfileNote Of(CaptureOutcome outcome, double? requests = null, TimeWindow? window = null)
    {
        var counts = (window ?? TimeWindow.Everything).Within(outcome.StartedAt, outcome.EndedAt);
        return new ProfileNote
        {
            Requests = requests,
            Seconds = (counts.To - counts.From).TotalSeconds,
            Counters = outcome.Figures.Within(counts),
            Partial = outcome.Partial,
            Window = window,
        };
    }

    /// <summary>A profile of the counters alone.</summary>
    public Profile ToProfile() => AddTo(new Profile { Stacks = [] });

    public void WriteBeside(string file) => File.WriteAllBytes(file + Extension, ToBytes());

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <exception cref="ProfileFormatException">There is one that cannot be read.</exception>
    internal static ProfileNote? Of(string file)
    {
        if (!File.Exists(file + Extension)) return null;
        try
        {
            var note = JsonSerializer.Deserialize<ProfileNote>(File.ReadAllText(file + Extension), Json);
            return note is { Requests: null or > 0, Seconds: >= 0 } ? note : throw new ProfileFormatException($"{file}{Extension}: requests must be more than 0");
        }
        catch (JsonException exception)
        {
            throw new ProfileFormatException($"{file}{Extension}: {exception.Message}", exception);
        }
    }

    internal Profile AddTo(Profile profile) => profile with
    {
        Requests = Requests ?? profile.Requests,
        Seconds = Seconds > 0 ? Seconds : profile.Seconds,
        Counters = new Dictionary<string, double>([.. profile.Counters, .. Counters]),
        Partial = profile.Partial ?? Partial,
    };
}
