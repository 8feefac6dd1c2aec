namespace LoadOperator.Profiling.Capture;

/// <summary>Looks again and again at what the kernel has counted of a target, so that any part of the time can be told from the rest.</summary>
internal sealed class FigureSampler : IAsyncDisposable
{
    /// <summary>How many looks are kept, which are those of two minutes. Of a longer time every second one goes, and there are half as many from then on.</summary>
    internal const int Most = 600;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private readonly Func<IReadOnlyDictionary<string, double>> _look;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly PeriodicTimer _timer;
    private readonly Task _looking;
    private readonly List<FigureSample> _samples = [];

    /// <param name="look">What is counted now.</param>
    public FigureSampler(Func<IReadOnlyDictionary<string, double>> look, TimeProvider clock)
    {
        _look = look;
        _clock = clock;
        _began = clock.GetTimestamp();
        StartedAt = clock.GetUtcNow();
        Look();
        _timer = new PeriodicTimer(Shortest, clock);
        _looking = LookAgainAsync();
    }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Looks for the last time.</summary>
    public async Task<FigureSeries> StopAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        Look();
        return new FigureSeries([.. _samples]);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _looking.ConfigureAwait(false);
    }

    private async Task LookAgainAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            Look();
            if (_samples.Count < Most) continue;
            for (var i = _samples.Count - 1; i > 0; i -= 2) _samples.RemoveAt(i);
            if (!TrySlowDown()) return;
        }
    }

    /// <returns>False where the last look was asked for meanwhile.</returns>
    private bool TrySlowDown()
    {
        try
        {
            _timer.Period *= 2;
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Times are those of a clock that nobody sets meanwhile, as are those of a trace.</summary>
    private void Look() => _samples.Add(new FigureSample(StartedAt + _clock.GetElapsedTime(_began), _look()));
}
