namespace LoadOperator.Profiling.Capture;

/// <summary>A look at a target that goes on until it is stopped.</summary>
public interface ICapture : IAsyncDisposable
{
    /// <summary>Ends it, and has all of it.</summary>
    Task<CaptureOutcome> StopAsync(CancellationToken cancellation);
}

/// <summary>What was taken.</summary>
/// <param name="StartedAt">When the look began.</param>
/// <param name="EndedAt">When it was told to stop.</param>
/// <param name="Figures">What the kernel had counted of the target, from its beginning to its end.</param>
/// <param name="Partial">Why some of it is missing, or null.</param>
/// <param name="File">The trace; null where counters alone were looked at.</param>
public sealed record CaptureOutcome(DateTimeOffset StartedAt, DateTimeOffset EndedAt, FigureSeries Figures, string? Partial, string? File = null);
