using LoadOperator.Profiling.Capture;
using Microsoft.Extensions.Time.Testing;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class FigureSamplerTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SemaphoreSlim _looked = new(0);
    private int _looks;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_AfterSomeTime_HasALookEvery200MsAndThoseOfBothEnds()
    {
        await using var sampler = await StartAsync();
        var start = _clock.GetUtcNow();
        for (var i = 0; i < 3; i++) await PassAsync(TimeSpan.FromMilliseconds(200));
        _clock.Advance(TimeSpan.FromMilliseconds(50));

        var series = await sampler.StopAsync();

        Assert.Equal([0, 200, 400, 600, 650], series.Samples.Select(s => (s.At - start).TotalMilliseconds));
        Assert.Equal([1, 2, 3, 4, 5], series.Samples.Select(s => s.Figures["cpu"]));
        Assert.Equal(start, sampler.StartedAt);
    }

    [Fact]
    public async Task Stop_AtOnce_HasBothEnds()
    {
        await using var sampler = await StartAsync();

        Assert.Equal(2, (await sampler.StopAsync()).Samples.Count);
    }

    [Fact]
    public async Task Stop_AfterVeryLong_HasNoMoreLooksThanItsBoundOverAllOfTheTime()
    {
        await using var sampler = await StartAsync();
        var start = _clock.GetUtcNow();
        for (var i = 0; i < 3 * FigureSampler.Most; i++) await PassAsync(TimeSpan.FromSeconds(10));

        var series = await sampler.StopAsync();

        Assert.InRange(series.Samples.Count, FigureSampler.Most / 2, FigureSampler.Most);
        Assert.Equal((start, _clock.GetUtcNow()), (series.Samples[0].At, series.Samples[^1].At));
        Assert.Equal(series.Samples.OrderBy(s => s.At), series.Samples);
        // None of the time is left out.
        Assert.All(series.Samples.Zip(series.Samples.Skip(1)), pair => Assert.InRange(pair.Second.At - pair.First.At, TimeSpan.Zero, (_clock.GetUtcNow() - start) / 20));
    }

    [Fact]
    public async Task Dispose_UnderWay_LooksNoMore()
    {
        await (await StartAsync()).DisposeAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, _looks);
    }

    public void Dispose() => _looked.Dispose();

    private async Task<FigureSampler> StartAsync()
    {
        var sampler = new FigureSampler(Look, _clock);
        await _looked.WaitAsync(Cancel);
        return sampler;
    }

    /// <summary>Has time pass until there is one more look.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _looked.WaitAsync(Cancel);
    }

    private Dictionary<string, double> Look()
    {
        var figures = new Dictionary<string, double> { ["cpu"] = Interlocked.Increment(ref _looks) };
        _looked.Release();
        return figures;
    }
}
