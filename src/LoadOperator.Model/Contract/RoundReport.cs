using System.Text.Json.Serialization;

namespace LoadOperator.Model.Contract;

[JsonConverter(typeof(JsonStringEnumConverter<RoundState>))]
public enum RoundState
{
    /// <summary>Planned; the start has not come yet.</summary>
    Waiting,

    /// <summary>Requests are being sent.</summary>
    Running,

    /// <summary>All has been sent and answered, or has timed out.</summary>
    Completed,

    /// <summary>Ended early on request.</summary>
    Aborted,

    /// <summary>The generator could not run the round; the message says why.</summary>
    Failed,
}

/// <summary>What one generator reports of one round; while it is under way, what is known so far, without histograms.</summary>
public sealed record RoundReport
{
    public required string Id { get; init; }

    public required RoundState State { get; init; }

    public string? Message { get; init; }

    /// <summary>When the first arrival was due, as planned first.</summary>
    public DateTimeOffset StartAt { get; init; }

    /// <summary>Seconds since the start of the measured part; negative during the warm-up.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>The length of the measured part, in seconds: from its start to its planned end.</summary>
    public double MeasuredSeconds { get; init; }

    /// <summary>Requests of the measured part that ended, with success or not.</summary>
    public long Requests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Failed requests by kind: <c>timeout</c>, <c>connect</c>, <c>reset</c>, <c>tls</c>, <c>protocol</c>, <c>status-503</c>, <c>expect-header</c>, <c>expect-body</c>, <c>extract-NAME</c>, <c>generator</c>.</summary>
    public IReadOnlyDictionary<string, long> ErrorsByKind { get; init; } = new Dictionary<string, long>();

    /// <summary>Bytes of bodies received.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes of bodies sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>From the intended start, in nanoseconds: HdrHistogram V2, compressed, base64.</summary>
    public string? ResponseTime { get; init; }

    /// <summary>From when there was a connection for the request, or one was opened for it, in nanoseconds; of requests that gave up waiting for one, nothing. HdrHistogram V2, compressed, base64.</summary>
    public string? ServiceTime { get; init; }

    public LatencySplit? Split { get; init; }

    public IReadOnlyList<StepReport> Steps { get; init; } = [];

    public IReadOnlyList<TimeSlice> Series { get; init; } = [];

    /// <summary>The slowest requests whose trace was sampled, the slowest first: at most <see cref="TracedRequest.MostKept"/>.</summary>
    public IReadOnlyList<TracedRequest>? SlowestTraces { get; init; }

    public GeneratorHealth? Health { get; init; }

    [JsonIgnore]
    public bool HasEnded => State is RoundState.Completed or RoundState.Aborted or RoundState.Failed;
}

/// <summary>The part of one step of one scenario in a round.</summary>
public sealed record StepReport
{
    public required string Scenario { get; init; }

    public required string Step { get; init; }

    public required long Requests { get; init; }

    public required long Errors { get; init; }

    /// <summary>As <see cref="RoundReport.ResponseTime"/>.</summary>
    public string? ResponseTime { get; init; }
}

/// <summary>About one second of a round; a request belongs to the slice in which it ended.</summary>
public sealed record TimeSlice
{
    /// <summary>Seconds from the start of the measured part to the slice's end.</summary>
    public required double EndSeconds { get; init; }

    public required double LengthSeconds { get; init; }

    public required long Requests { get; init; }

    public required long Errors { get; init; }

    /// <summary>As <see cref="RoundReport.ResponseTime"/>, of this slice alone.</summary>
    public string? ResponseTime { get; init; }
}
