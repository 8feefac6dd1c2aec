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

        Assert.Equal("latency.p95 +9.0%; allocation per request +41 %, in Shop.OrderParser.Parse; GC pause +30 %: consistent with allocation", CrossCheck.Of(comparison, "latency.p95 +9.0%"));
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

    [Fact]
    public void Of_NothingBeyondNoise_SaysThatTheCauseIsElsewhere() =>
        Assert.StartsWith("latency.p95 +9.0%; no kind of cost differs", CrossCheck.Of(Comparison(new() { [CostKind.Cpu] = Shift(10, 10.1, 0.7) }, []), "latency.p95 +9.0%"), StringComparison.Ordinal);

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
