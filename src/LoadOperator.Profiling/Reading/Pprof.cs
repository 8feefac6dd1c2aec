using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>Reads pprof's format (github.com/google/pprof, proto/profile.proto), as Go's <c>/debug/pprof</c> serves it.</summary>
internal static class Pprof
{
    /// <summary>Several times as deep as runtimes record; what is inlined a thousandfold is somebody's joke.</summary>
    private const int DeepestStack = 4096;

    private const long MostFrames = 4_000_000;

    /// <exception cref="ProfileFormatException">It is no profile, or of a kind that says nothing of cost.</exception>
    public static Profile Read(string file, byte[] content, bool isWhole)
    {
        var message = new PprofMessage();
        string? trouble = null;
        try
        {
            message.Read(content);
        }
        catch (InvalidDataException exception)
        {
            trouble = exception.Message;
        }

        // A service that did next to nothing meanwhile has none, and says of what.
        if (message.Samples.Count == 0 && (trouble is not null || message.ValueTypes.Count == 0)) throw new ProfileFormatException($"{file}: not a profile: {trouble ?? "it has no samples"}");
        var columns = message.ValueTypes.Select(type => ColumnOf(message.TextAt(type.Type), message.TextAt(type.Unit))).ToList();
        if (!columns.Any(c => c is not null)) throw new ProfileFormatException($"{file}: holds {string.Join(", ", message.ValueTypes.Take(8).Select(t => $"{message.TextAt(t.Type)}/{message.TextAt(t.Unit)}"))}; needed: cpu, alloc_space, or contentions with their delay");
        var sums = new StackSums();
        var frameCount = 0L;
        foreach (var sample in message.Samples)
        {
            IReadOnlyList<Frame> frames = [.. message.FunctionsOf(sample).Take(DeepestStack).Select(name => sums.Keep(new Frame(name, FrameworkCode.IsGo(name))))];
            if ((frameCount += frames.Count) > MostFrames) throw new ProfileFormatException($"{file}: its stacks have more than {MostFrames:N0} frames together");
            for (var i = 0; i < Math.Min(columns.Count, sample.Values.Count); i++)
                if (columns[i] is { } column) sums.Add(frames, column.Kind, (long)sample.Values[i] * column.Factor);
        }

        return new Profile
        {
            Stacks = sums.ToStacks(),
            Seconds = message.DurationNanos / 1e9,
            StartedAt = message.TimeNanos is > 0 and < long.MaxValue / 2 ? DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(message.TimeNanos / 100) : null,
            Partial = trouble is null && isWhole ? null : "the file ends in the middle",
        };
    }

    /// <summary>What a column of values is, and its factor to the unit of its kind.</summary>
    private static (CostKind Kind, double Factor)? ColumnOf(string type, string unit) => (type, unit) switch
    {
        ("cpu", "nanoseconds") => (CostKind.Cpu, 1e-6),
        ("cpu", "microseconds") => (CostKind.Cpu, 1e-3),
        ("cpu", "milliseconds") => (CostKind.Cpu, 1),
        ("alloc_space", "bytes") => (CostKind.Allocation, 1),
        ("delay", "nanoseconds") => (CostKind.Lock, 1e-6),
        _ => null,
    };
}
