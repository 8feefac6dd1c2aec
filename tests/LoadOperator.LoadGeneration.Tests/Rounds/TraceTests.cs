using System.Collections.Concurrent;
using System.Text;
using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Rounds;

public sealed class TraceTests
{
    [Fact]
    public void Render_Trace_IsATraceparentOfW3C()
    {
        var buffer = new ReusedBuffer();

        new RequestTrace(Guid.Parse("0af76519-16cd-43dd-8448-eb211c80319c"), 0x00f067aa0ba902b7, IsSampled: true).Render(buffer);

        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01", Encoding.ASCII.GetString(buffer.Written.Span));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(100, 1000, 1000)]
    [InlineData(25, 200, 300)]
    public void Create_ManyRuns_AreSampledAsOftenAsAskedAndByTheSeedAlone(double percent, int least, int most)
    {
        var sampled = Enumerable.Range(0, 1000).Select(seed => RequestTrace.Create((ulong)seed, 1, percent).IsSampled).ToList();

        Assert.InRange(sampled.Count(s => s), least, most);
        Assert.Equal(sampled, Enumerable.Range(0, 1000).Select(seed => RequestTrace.Create((ulong)seed, 1, percent).IsSampled));
    }

    [Fact]
    public void Offer_ManyRequests_KeepsTheSlowestInOrder()
    {
        var plan = Loads.Plan("http://127.0.0.1:1", Loads.Inject(1, 1));
        var slowest = new SlowestTraces(new RequestPlan(plan, new DataFolder(null)).Steps);
        Assert.Null(slowest.Report());

        foreach (var ms in new[] { 3, 9, 1, 7, 5, 8, 2, 9, 4, 6 }) slowest.Offer(0, ms * 1_000_000, Guid.NewGuid(), ms == 7 ? "timeout" : null);

        Assert.Equal([(9.0, null), (9.0, null), (8.0, null), (7.0, "timeout"), (6.0, null)], slowest.Report()!.Select(t => (t.Milliseconds, t.Error)));
        Assert.All(slowest.Report()!, t => Assert.Equal(("default", "request", 32), (t.Scenario, t.Step, t.TraceId.Length)));
    }

    [Fact]
    public async Task Round_WithTraces_ReportsSampledRequestsOfThisRound()
    {
        var asked = new ConcurrentBag<string>();
        await using var server = StubServer.AnsweringTo(head =>
        {
            asked.Add(head.Split("\r\n").Single(l => l.StartsWith("traceparent: ", StringComparison.Ordinal)));
            return StubServer.Ok;
        });

        using var engine = new RoundEngine(TimeProvider.System);
        var report = await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(100, 0.3), warmUp: 0.1) with { Traceparent = new TraceSampling { SampledPercent = 50 } });

        Assert.Equal(40, asked.Distinct().Count());
        Assert.Equal(TracedRequest.MostKept, report.SlowestTraces!.Count);
        Assert.All(report.SlowestTraces, t => Assert.Contains(asked, a => a.Contains(t.TraceId, StringComparison.Ordinal) && a.EndsWith("-01", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Round_StepWithATraceparentOfItsOwn_KeepsIt()
    {
        var asked = new ConcurrentBag<string>();
        await using var server = StubServer.AnsweringTo(head =>
        {
            asked.Add(head);
            return StubServer.Ok;
        });
        var http = new HttpRequest { Headers = new Dictionary<string, string> { ["Traceparent"] = "mine" } };

        using var engine = new RoundEngine(TimeProvider.System);
        var report = await Loads.RunAsync(engine, Loads.Plan(server.Url, Loads.Inject(50, 0.2), http: http) with { Traceparent = new TraceSampling { SampledPercent = 100 } });

        Assert.Null(report.SlowestTraces);
        Assert.All(asked, a => Assert.Single(a.Split("\r\n"), l => l.StartsWith("traceparent", StringComparison.OrdinalIgnoreCase)));
    }
}
