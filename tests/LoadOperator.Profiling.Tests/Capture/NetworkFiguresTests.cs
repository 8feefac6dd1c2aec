using System.Diagnostics;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class NetworkFiguresTests
{
    private const string Snmp = """
        Ip: Forwarding DefaultTTL InReceives
        Ip: 1 64 3456
        Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors
        Tcp: 1 200 120000 -1 917445 870610 21405 1486143 464 267727447 267339790 436749 3679 884283 0
        Udp: InDatagrams NoPorts
        Udp: 1 2
        """;

    private static string[] Segments => [CounterNames.SegmentsRetransmitted, CounterNames.SegmentsSent];

    [Fact]
    public void OfSnmp_Tcp_IsWhatWasSentAndSentAgain() =>
        Assert.Equal(new Dictionary<string, double> { [CounterNames.SegmentsSent] = 267339790, [CounterNames.SegmentsRetransmitted] = 436749 }, NetworkFigures.OfSnmp(Snmp).ToDictionary());

    [Theory]
    [InlineData("")]
    [InlineData("Ip: Forwarding\nIp: 1\n")]
    [InlineData("Tcp: OutSegs RetransSegs\n")]
    [InlineData("Tcp: OutSegs RetransSegs\nTcp:\n")]
    [InlineData("Tcp: OutSegs RetransSegs\nTcp: many -1\n")]
    [InlineData("Tcp: InSegs\nTcp: 5\n")]
    public void OfSnmp_SomethingElse_IsMissingAndNotZero(string snmp) => Assert.Empty(NetworkFigures.OfSnmp(snmp));

    [Fact]
    public void Figures_ProcessOfTheSameNetwork_HasNoneOfTcp() =>
        Assert.DoesNotContain(new CaptureTarget.Process(Environment.ProcessId).Figures().Keys, Segments.Contains);

    [Fact]
    public void Figures_ProcessOfThisPod_HasThoseOfThePod() =>
        Assert.Equal(Segments, new CaptureTarget.Process(Environment.ProcessId) { IsInThisPod = true }.Figures().Keys.Where(Segments.Contains).Order(StringComparer.Ordinal));

    /// <summary>A profiler that sees a port alone still is in the network of the pod.</summary>
    [Fact]
    public void Figures_PortOfThisPod_HasThoseOfThePodAlone() => Assert.Equal(Segments, new CaptureTarget.Port("/diag/port") { IsInThisPod = true }.Figures().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Figures_ProcessWithANetworkOfItsOwn_AreThatNetworks()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/unshare"), "only root can make a network namespace, with unshare");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/unshare", ["--net", "--", "/bin/sleep", "60"]))!;
        try
        {
            // Before it is sleep, it is unshare.
            while ((await File.ReadAllTextAsync($"/proc/{process.Id}/comm", TestContext.Current.CancellationToken)).Trim() != "sleep") await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

            // Nobody has sent anything there.
            Assert.Equal((0, 0), (new CaptureTarget.Process(process.Id).Figures()[CounterNames.SegmentsSent], new CaptureTarget.Process(process.Id).Figures()[CounterNames.SegmentsRetransmitted]));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
