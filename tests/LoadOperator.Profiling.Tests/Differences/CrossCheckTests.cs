using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics;

namespace LoadOperator.Profiling.Tests.Differences;

public sealed class CrossCheckTests
{
    [Fact]
    public void Of_MoreAllocation_NamesTheMethodAndThePauses()
    {
        var comparison = Comparison(
            new() { [CostKind.Cpu] = Shift(10, 10.1, 0.7), [CostKind.Allocation] = Shift(1000, 1410, 1e-5) },
            new() { [CounterNames.GcPauseMs] = Shift(1, 1.3, 0.01) },
            new MethodChange("Shop.OrderParser.Parse", CostKind.Allocation, Measure.Exclusive, Shift(300, 710, 1e-5), 1e-4, 0.41));

        Assert.Equal("latency.p95 +9.0%; allocation per request +41 %, in Shop.OrderParser.Parse; GC pause +30 %: consistent with allocation", CrossCheck.Of(comparison, new("latency.p95 +9.0%")));
    }

    [Fact]
    public void Of_LessOfSomething_IsNoCause()
    {
        var comparison = Comparison(
            new() { [CostKind.Cpu] = Shift(10, 5, 1e-5) },
            [],
            new MethodChange("Shop.Parse", CostKind.Cpu, Measure.Exclusive, Shift(8, 3, 1e-5), 1e-4, -0.5));

        Assert.Equal("CPU per request -50 %, in Shop.Parse", CrossCheck.Of(comparison, null));
    }

    // What grew has not made it faster.
    [Fact]
    public void Of_ChangeForTheBetter_IsConsistentWithWhatShrank()
    {
        var faster = Comparison(
            new() { [CostKind.Cpu] = Shift(10, 5, 1e-5), [CostKind.Allocation] = Shift(1000, 1410, 1e-5) },
            new() { [CounterNames.MinorFaults] = Shift(1, 4, 1e-6) },
            new("Shop.Parse", CostKind.Cpu, Measure.Exclusive, Shift(8, 3, 1e-5), 1e-4, -0.5),
            new("Shop.Cache", CostKind.Allocation, Measure.Exclusive, Shift(300, 710, 1e-5), 1e-4, 0.41));

        Assert.Equal(
            "latency.p95 -9.0%; CPU per request -50 %, in Shop.Parse; allocation per request +41 %, in Shop.Cache; minor page faults per request +300 %: consistent with less computing",
            CrossCheck.Of(faster, new("latency.p95 -9.0%", IsBetter: true)));
        var dearer = faster with { Movers = [faster.Movers[1]], Totals = new Dictionary<CostKind, Shift> { [CostKind.Allocation] = Shift(1000, 1410, 1e-5) }, Counters = new Dictionary<string, Shift>() };
        Assert.Equal("latency.p95 -9.0%; allocation per request +41 %, in Shop.Cache", CrossCheck.Of(dearer, new("latency.p95 -9.0%", IsBetter: true)));
    }

    [Theory]
    [InlineData(5.6, "CPU per request +20 %, in Shop.Parse: consistent with computing; of the 5.6 ms that latency grew by, 0.4 ms a request are on stacks, the rest is not (an await, a queue, the network, another process)")]
    [InlineData(0.7, "CPU per request +20 %, in Shop.Parse: consistent with computing")]
    public void Of_LatencyThatGrewByMoreThanStacksHold_SaysThatMostIsElsewhere(double grewMs, string expected)
    {
        var comparison = Comparison(new() { [CostKind.Cpu] = new Shift(2, 2.4, new Interval(0.3, 0.5), 1e-5), [CostKind.Allocation] = Shift(0, 5000, 0.5) }, [], new MethodChange("Shop.Parse", CostKind.Cpu, Measure.Exclusive, Shift(1, 1.4, 1e-5), 1e-4, 0.2));

        Assert.Equal($"latency.p50 +90.0%; {expected}", CrossCheck.Of(comparison, new("latency.p50 +90.0%", GrewMs: grewMs)));
        // Nothing is known of what is on stacks where there are none, or where costs are not a request's.
        Assert.DoesNotContain("on stacks", CrossCheck.Of(comparison with { HasStacks = false }, new("latency.p50 +90.0%", GrewMs: grewMs)), StringComparison.Ordinal);
        Assert.DoesNotContain("on stacks", CrossCheck.Of(comparison with { IsPerRequest = false }, new("latency.p50 +90.0%", GrewMs: grewMs)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_StacksThatMayHoldMostOfIt_SaysNothingOfElsewhere()
    {
        var comparison = Comparison(new() { [CostKind.Cpu] = new Shift(2, 2.4, new Interval(-2, 3), 0.6) }, new() { [CounterNames.MinorFaults] = Shift(1, 4, 1e-6) });

        Assert.DoesNotContain("on stacks", CrossCheck.Of(comparison, new("latency.p50 +90.0%", GrewMs: 5.6)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NothingBeyondNoise_SaysThatTheCauseIsElsewhere() =>
        Assert.StartsWith("latency.p95 +9.0%; no kind of cost differs", CrossCheck.Of(Comparison(new() { [CostKind.Cpu] = Shift(10, 10.1, 0.7) }, []), new("latency.p95 +9.0%")), StringComparison.Ordinal);

    [Fact]
    public void Of_CountersThatGrew_SayWhatTheyAreConsistentWith()
    {
        var comparison = Comparison(
            new() { [CostKind.Cpu] = Shift(10, 10.1, 0.7) },
            new()
            {
                [CounterNames.VoluntarySwitches] = Shift(10, 20, 1e-6),
                [CounterNames.ThrottledMs] = Shift(0, 4, 1e-4),
                [CounterNames.ResidentBytes] = Shift(1000, 1500, 1e-3),
                [CounterNames.MinorFaults] = Shift(1, 1.2, 0.4),
                [CounterNames.SegmentsRetransmitted] = Shift(0.2, 0.1, 1e-3),
            });

        Assert.Equal(
            "time stopped by the CPU limit per request from nothing; resident memory +50 %; TCP retransmits per request -50 %: consistent with the target having run into its CPU limit",
            CrossCheck.Of(comparison, null));
    }

    [Fact]
    public void Of_OneOfManyCountersByChance_IsNotTold()
    {
        string[] names = [CounterNames.ThrottledMs, CounterNames.GcPauseMs, CounterNames.MajorFaults, CounterNames.MinorFaults, CounterNames.ResidentBytes, CounterNames.SegmentsSent];

        var text = CrossCheck.Of(Comparison([], names.ToDictionary(name => name, name => Shift(1, 1.1, name == CounterNames.GcPauseMs ? 0.03 : 0.5))), null);

        Assert.StartsWith("no kind of cost differs", text, StringComparison.Ordinal);
    }

    /// <summary>Two sides that are the same: of several kinds of cost, one differs at 5 % more often than that.</summary>
    [Theory]
    [InlineData(0.034, false)]
    [InlineData(0.02, true)]
    public void Of_OneOfSeveralKindsOfCostByChance_IsNotTold(double p, bool isTold)
    {
        var text = CrossCheck.Of(Comparison(new() { [CostKind.Cpu] = Shift(2.2, 1.2, p), [CostKind.Allocation] = Shift(488, 487, 0.99) }, []), null);

        Assert.Equal(isTold, text == "CPU per request -45.5 %");
        Assert.Equal(isTold, !text.StartsWith("no kind of cost differs", StringComparison.Ordinal));
    }

    /// <summary>A collector's threads, say, are on no stack; and stacks are samples, which noise hides sooner than a count.</summary>
    [Theory]
    [InlineData(0.7, "CPU of the process per request +50 %: consistent with computing")]
    [InlineData(1e-5, "CPU per request +20 %")]
    public void Of_CpuThatStacksDoNotShow_IsToldByTheKernel(double onStacks, string expected) =>
        Assert.Equal(expected, CrossCheck.Of(Comparison(new() { [CostKind.Cpu] = Shift(10, 12, onStacks) }, new() { [CounterNames.CpuMs] = Shift(20, 30, 1e-6) }), null));

    [Fact]
    public void Of_CountersAlone_TellWhatStacksWould()
    {
        var counters = new Dictionary<string, Shift> { [CounterNames.CpuMs] = Shift(10, 15, 1e-6), [CounterNames.VoluntarySwitches] = Shift(1, 3, 1e-6) };

        Assert.Equal("CPU per request +50 %; voluntary context switches per request +200 %: consistent with computing and waiting", CrossCheck.Of(Comparison([], counters) with { HasStacks = false }, null));
        Assert.StartsWith("no counter differs by more than noise", CrossCheck.Of(Comparison([], []) with { HasStacks = false }, null), StringComparison.Ordinal);
    }

    private static ProfileComparison Comparison(Dictionary<CostKind, Shift> totals, Dictionary<string, Shift> counters, params MethodChange[] movers) => new()
    {
        ControlProfiles = 8,
        CandidateProfiles = 8,
        IsPerRequest = true,
        Tested = 10,
        Movers = movers,
        Totals = totals,
        Counters = counters,
    };

    private static Shift Shift(double control, double candidate, double p) => new(control, candidate, new Interval(0, 0), p);
}
