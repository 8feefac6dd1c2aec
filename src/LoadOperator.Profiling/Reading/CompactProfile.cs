using System.IO.Compression;
using System.Text.Json;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>A profile as it is sent from where it was taken: JSON in gzip, every method named once.</summary>
public static class CompactProfile
{
    /// <summary>What a reader takes, unpacked. A profile of ten seconds has a hundredth of it.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Names and words end in a status, which has bounds of its own: where it is refused, the verdict is lost.</summary>
    private const int MostCounters = 64;

    private const int LongestName = 64;
    private const int LongestWords = 1000;

    private const double MostCost = 1e18;
    private const double LeastRequests = 1e-6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static byte[] Write(Profile profile)
    {
        var numbers = new Dictionary<Frame, int>();
        List<Stack> stacks = [.. profile.Stacks.Select(s => new Stack(s.Kind, s.Cost, [.. s.Frames.Select(NumberOf)]))];
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Optimal))
            JsonSerializer.Serialize(gzip, new Document([.. numbers.OrderBy(n => n.Value).Select(n => n.Key)], stacks, profile.Seconds, profile.StartedAt, profile.Requests, profile.Counters, profile.Partial), Json);
        return content.ToArray();

        int NumberOf(Frame frame)
        {
            if (!numbers.TryGetValue(frame, out var number)) numbers[frame] = number = numbers.Count;
            return number;
        }
    }

    /// <exception cref="ProfileFormatException">It is none, or too large.</exception>
    public static Profile Read(byte[] bytes)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(Unpack(bytes), Json) ?? throw new ProfileFormatException("a profile that is empty");
            if (document.Frames is null || document.Stacks is null || document.Counters is null) throw new ProfileFormatException("a profile without frames, stacks or counters");
            if (document.Frames.Any(f => f?.Method is null)) throw new ProfileFormatException("a profile with a method that has no name");
            if (!IsCost(document.Seconds) || document.Requests is { } requests && !(IsCost(requests) && requests >= LeastRequests)) throw new ProfileFormatException("a profile of no time, or no requests");
            if (document.Counters.Count > MostCounters || document.Counters.Keys.Any(name => name.Length > LongestName)) throw new ProfileFormatException($"a profile with more than {MostCounters} counters, or names of more than {LongestName} characters");
            if (!document.Counters.Values.All(IsCost)) throw new ProfileFormatException("a profile with a counter that is none");
            return new Profile
            {
                Stacks = [.. document.Stacks.Select(s => new StackCost(FramesOf(s, document.Frames), s.Kind, IsCost(s.Cost) ? s.Cost : throw new ProfileFormatException($"a profile with a cost of {s.Cost}")))],
                Seconds = document.Seconds,
                StartedAt = document.StartedAt,
                Requests = document.Requests,
                Counters = document.Counters,
                Partial = document.Partial is { Length: > LongestWords } partial ? partial[..LongestWords] : document.Partial,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or NotSupportedException or NullReferenceException or ArgumentException)
        {
            throw new ProfileFormatException($"not a profile that can be read: {exception.Message}", exception);
        }
    }

    /// <summary>Neither negative nor so large that a sum of all of them would be no number.</summary>
    private static bool IsCost(double value) => value is >= 0 and <= MostCost;

    private static Frame[] FramesOf(Stack stack, IReadOnlyList<Frame> frames) =>
        stack.Frames.Count > 0 && Enum.IsDefined(stack.Kind) && stack.Frames.All(number => number >= 0 && number < frames.Count)
            ? [.. stack.Frames.Select(number => frames[number])]
            : throw new ProfileFormatException("a profile with a stack that is none");

    private static byte[] Unpack(byte[] bytes)
    {
        using var content = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var buffer = new byte[64 * 1024];
        while (gzip.Read(buffer) is var read and > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MostBytes) throw new ProfileFormatException($"a profile of more than {MostBytes / 1024 / 1024} MiB");
        }

        return content.ToArray();
    }

    private sealed record Document(IReadOnlyList<Frame> Frames, IReadOnlyList<Stack> Stacks, double Seconds, DateTimeOffset? StartedAt, double? Requests, IReadOnlyDictionary<string, double> Counters, string? Partial);

    private sealed record Stack(CostKind Kind, double Cost, IReadOnlyList<int> Frames);
}
