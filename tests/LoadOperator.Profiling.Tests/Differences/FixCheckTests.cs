using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Statistics;
using LoadOperator.Statistics.Means;

namespace LoadOperator.Profiling.Tests.Differences;

public sealed class FixCheckTests
{
    /// <summary>Hash had grown by 1 ms ± 0.1 ms per request, from 2 ms.</summary>
    private static readonly BlamedCost Hash = Blamed(new CostSubject.Method("Shop.Hash", CostKind.Cpu, Measure.Exclusive));

    [Theory]
    [InlineData(2.0, RecessionOutcome.Receded, 0.0)]
    [InlineData(2.2, RecessionOutcome.Receded, 0.2)]
    [InlineData(2.5, RecessionOutcome.Unclear, 0.5)]
    [InlineData(3.0, RecessionOutcome.Remains, 1.0)]
    [InlineData(1.5, RecessionOutcome.Receded, -0.5)]
    public void Of_SameControl_JudgesWhatIsLeftOfTheGrowth(double candidate, RecessionOutcome outcome, double left)
    {
        var recession = Assert.Single(FixCheck.Of([Hash], Profiles(1, hash: 2), Profiles(2, candidate), wasBlamed: false));

        Assert.Equal(outcome, recession.Outcome);
        Assert.Equal(left, recession.ShareLeft, tolerance: 0.12);
        Assert.InRange(recession.Left.Estimate, recession.LeftCi95.Low, recession.LeftCi95.High);
    }

    [Theory]
    [InlineData(2.0, RecessionOutcome.Receded, 0.0)]
    [InlineData(3.0, RecessionOutcome.Remains, 1.0)]
    public void Of_ControlThatWasBlamed_TakesWhatIsSavedOffTheGrowth(double candidate, RecessionOutcome outcome, double left)
    {
        var recession = Assert.Single(FixCheck.Of([Hash], Profiles(1, hash: 3), Profiles(2, candidate), wasBlamed: true));

        Assert.Equal(outcome, recession.Outcome);
        Assert.Equal(left, recession.ShareLeft, tolerance: 0.12);
    }

    [Fact]
    public void Of_MethodThatIsGone_HasReceded() =>
        Assert.Equal(RecessionOutcome.Receded, Assert.Single(FixCheck.Of([Blamed(new CostSubject.Method("Shop.Audit", CostKind.Cpu, Measure.Exclusive))], Profiles(1, 2), Profiles(2, 2), false)).Outcome);

    // As earlier versions did: that it costs nothing now says nothing of the fix.
    [Theory]
    [InlineData("[no name]", Measure.Inclusive)]
    [InlineData("System.Runtime.CompilerServices.AsyncMethodBuilderCore.Start", Measure.Inclusive)]
    [InlineData("dynamicClass.lambda_method1", Measure.Exclusive)]
    public void Of_WhatNoProfileIsChargedWithAnyMore_IsLeftOut(string method, Measure measure) =>
        Assert.Empty(FixCheck.Of([Blamed(new CostSubject.Method(method, CostKind.Cpu, measure))], Profiles(1, 2), Profiles(2, 2), false));

    [Fact]
    public void Of_FewProfiles_IsUnclear() =>
        Assert.Equal(RecessionOutcome.Unclear, Assert.Single(FixCheck.Of([Hash], [.. Profiles(1, 2).Take(7)], [.. Profiles(2, 2).Take(7)], false)).Outcome);

    [Fact]
    public void Of_CountersAndTotals_AreAskedToo()
    {
        BlamedCost[] blamed = [Blamed(new CostSubject.Total(CostKind.Cpu)), Blamed(new CostSubject.Counter("gcPause")), Blamed(new CostSubject.Counter("nobodyCountsThis"))];

        var recessions = FixCheck.Of(blamed, Profiles(1, 2), Profiles(2, 3), false);

        Assert.Equal([RecessionOutcome.Remains, RecessionOutcome.Receded], recessions.Select(r => r.Outcome));
    }

    /// <summary>Twice the requests do not make a process use twice the memory.</summary>
    [Fact]
    public void Of_Gauge_IsNotDividedByRequests()
    {
        var blamed = new BlamedCost(new CostSubject.Counter(CounterNames.ResidentBytes), TTest.OfInterval(new Interval(900, 1100), 0.95, 7));
        List<Profile> Side(double requests, double bytes) => [.. Enumerable.Range(0, 8).Select(i => new Profile { Stacks = [], Requests = requests, Counters = new Dictionary<string, double> { [CounterNames.ResidentBytes] = bytes + 10 * (i * 5 % 8) } })];

        var recession = Assert.Single(FixCheck.Of([blamed], Side(10, 5000), [.. Side(20, 6000).Reverse<Profile>()], wasBlamed: false));

        Assert.Equal(RecessionOutcome.Remains, recession.Outcome);
        Assert.Equal(1, recession.ShareLeft, tolerance: 0.05);
    }

    /// <summary>How often what is half gone is called either way: each at most in 2.5 %, being the interval's ends.</summary>
    [Fact]
    public void Of_HalfLeft_IsSeldomDecided()
    {
        var outcomes = Enumerable.Range(0, 1000).Select(i =>
        {
            var then = TTest.Paired(Costs(4 * i, 2), Costs(4 * i + 1, 3));
            return FixCheck.Of([new BlamedCost(Hash.Subject, then)], Profiles(4 * i + 2, 2), Profiles(4 * i + 3, 2.5), false).Single().Outcome;
        }).ToList();

        // 43 is the 99.99 % point of 1000 draws at 2.5 %.
        Assert.InRange(outcomes.Count(o => o == RecessionOutcome.Receded), 0, 43);
        Assert.InRange(outcomes.Count(o => o == RecessionOutcome.Remains), 0, 43);
    }

    private static BlamedCost Blamed(CostSubject subject) => new(subject, TTest.OfInterval(new Interval(0.9, 1.1), 0.95, 7));

    private static List<double> Costs(int seed, double hash) => [.. Profiles(seed, hash).Select(p => p.TotalOf(CostKind.Cpu) / p.Divisor - 1)];

    private static List<Profile> Profiles(int seed, double hash)
    {
        var random = new Random(seed);
        double Noise() => 0.1 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return
        [
            .. Enumerable.Range(0, 8).Select(_ => new Profile
            {
                Requests = 10,
                Stacks = [Stack(10 * (hash + Noise()), "Shop.Hash"), Stack(10, "Shop.Parse")],
                Counters = new Dictionary<string, double> { ["gcPause"] = 10 * (0.1 + 0.01 * Noise()) },
            }),
        ];
    }

    private static StackCost Stack(double cost, string method) => new([new Frame("Main", false), new Frame(method, false)], CostKind.Cpu, cost);
}
