using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>Which connections carry no further request, though they have not rested for long.</summary>
public sealed class ReuseTests
{
    /// <summary>Between a user's requests: less than after which a connection is always looked at.</summary>
    private static readonly TimeSpan Think = TimeSpan.FromMilliseconds(70);

    // RFC 9112, section 9.5: a server may close an idle connection at any time.
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Connection_ClosedBeforeTheNextRequest_IsReplacedUnnoticed(string method)
    {
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return false;
        });

        var report = await Loads.RunAsync(server.Url, Loads.Inject(1 / Think.TotalSeconds, 10 * Think.TotalSeconds), http: new HttpRequest { Method = method });

        Assert.Equal((10L, 0L, 0L), (report.Requests, report.Errors, report.Split!.Retried));
    }

    // Otherwise every request from then on has the answer to the one before, and that at once.
    [Fact]
    public async Task Answer_ThatNobodyAskedFor_IsNotTakenForTheNext()
    {
        const int TakesMs = 30;
        await using var server = new StubServer(async (_, stream, stop) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(TakesMs), TimeProvider.System, stop);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            await stream.FlushAsync(stop);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            return true;
        });

        // Server and client are one process: while its code is cold, what comes 2 ms later may come with the next request.
        var report = await Loads.RunAsync(server.Url, Loads.Inject(10, 0.6), warmUp: 0.5);

        Assert.Equal((6L, 0L), (report.Requests, report.Errors));
        Assert.InRange(HistogramCodec.Decode(report.ServiceTime!).GetValueAtPercentile(0) / 1e6, TakesMs - 1, double.MaxValue);
    }
}
