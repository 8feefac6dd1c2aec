using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>Looks at the counters of processes alone: they need not know of it, nor be of any kind.</summary>
public sealed class CounterCapture : ICapture
{
    private readonly CaptureTarget _target;
    private readonly FigureSampler _sampler;

    private CounterCapture(CaptureTarget target, TimeProvider clock)
    {
        _target = target;
        _sampler = new FigureSampler(target.Looks(), clock);
    }

    /// <exception cref="CaptureException">There is no process to be seen.</exception>
    public static CounterCapture Start(CaptureTarget target, TimeProvider clock)
    {
        if (target is not (CaptureTarget.Process or CaptureTarget.Processes)) throw new CaptureException($"{target} is no process, and counters are those of one: give its number");
        return target.Figures().ContainsKey(CounterNames.CpuMs) ? new CounterCapture(target, clock) : throw new CaptureException($"there is no {target} whose counters can be read");
    }

    public async Task<CaptureOutcome> StopAsync(CancellationToken cancellation)
    {
        var figures = await _sampler.StopAsync().ConfigureAwait(false);
        var ids = _target.KnownIds;
        var ended = ids.Count(id => !ProcessFigures.Exists(id));
        // What an ended process has counted since the last look is gone, and it may have a successor that nobody looked at.
        var trouble = ended == ids.Count || !figures.Samples[^1].Figures.ContainsKey(CounterNames.CpuMs) ? "the target ended while it was looked at"
            : ended > 0 ? $"{ended} of the target's {ids.Count} processes ended while they were looked at: their counters are no longer those of one set of processes"
            : null;
        return new CaptureOutcome(_sampler.StartedAt, figures.Samples[^1].At, figures, trouble);
    }

    public ValueTask DisposeAsync() => _sampler.DisposeAsync();
}
