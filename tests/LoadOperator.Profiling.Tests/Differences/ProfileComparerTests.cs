using CsCheck;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Differences;

public sealed class ProfileComparerTests
{
    private const int Requests = 1000;

    [Fact]
    public void Compare_MethodThatGrew_IsFirstWithItsFigures()
    {
        var comparison = ProfileComparer.Compare(Side(seed: 1), Side(seed: 2, hash: 3));

        var first = comparison.Movers[0];
        Assert.Equal(("Shop.Hash", CostKind.Cpu, Measure.Exclusive, ChangeKind.Grew), (first.Method, first.Kind, first.Measure, first.Change));
        Assert.InRange(first.Shift.Control, 1.8, 2.2);
        Assert.InRange(first.Shift.Candidate, 2.8, 3.2);
        Assert.InRange(first.Shift.Delta, first.Shift.Ci95.Low, first.Shift.Ci95.High);
        Assert.InRange(first.Q, 0, ProfileComparer.FalseDiscoveryRate);
    }

    [Fact]
    public void Compare_CostOfThePlatform_IsChargedToTheApplicationsMethod()
    {
        var comparison = ProfileComparer.Compare(Side(seed: 1), Side(seed: 2, hash: 3));

        Assert.DoesNotContain(comparison.Movers, m => m is { Method: "System.SHA256", Measure: Measure.Exclusive });
        Assert.Contains(comparison.Movers, m => m is { Method: "System.SHA256", Measure: Measure.Inclusive });
    }

    [Theory]
    [InlineData("System.Threading.LowLevelLifoSemaphore.Release", "System.Threading.*")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpParser.Parse", "Microsoft.AspNetCore.Server.*")]
    [InlineData("net/http.(*conn).serve", "net/http.*")]
    [InlineData("runtime.mallocgc", "runtime.*")]
    [InlineData("main", "main")]
    public void Charged_StackWithoutTheApplication_IsAPartOfThePlatform(string leaf, string part)
    {
        var profile = new Profile { Requests = 1, Stacks = [new StackCost([new Frame("System.Threading.Thread.Start", true), new Frame(leaf, true), new Frame("Interop.Sys.Call", true)], CostKind.Cpu, 5)] };

        var cost = Assert.Single(MethodCosts.Of(profile));
        Assert.Equal((new MethodKey(part, CostKind.Cpu, Measure.Exclusive), 5), (cost.Key, cost.Value));
    }

    [Fact]
    public void Compare_MethodOfOneSideOnly_IsNewOrGone()
    {
        List<Profile> control = Side(seed: 1), candidate = [.. Side(seed: 2).Select(p => p with { Stacks = [.. p.Stacks, Stack(400 + p.Stacks[0].Cost / 100, "Main", "Shop.Audit")] })];

        Assert.Equal(ChangeKind.New, ProfileComparer.Compare(control, candidate).Movers.First(m => m.Method == "Shop.Audit").Change);
        Assert.Equal(ChangeKind.Gone, ProfileComparer.Compare(candidate, control).Movers.First(m => m.Method == "Shop.Audit").Change);
    }

    // Bytes are sampled: where a thousand times as much is allocated, samples are also taken where there was none before.
    [Fact]
    public void Compare_AllocationThatGrewAThousandfold_NamesNoTriflesBesideIt()
    {
        static Profile Of(int i, params (string Method, double Bytes)[] sites) => new() { Requests = Requests, Stacks = [.. sites.Select(s => new StackCost([new Frame(s.Method, false)], CostKind.Allocation, s.Bytes * (100 + i)))] };
        List<Profile> control = [.. Enumerable.Range(0, 8).Select(i => Of(i, ("Shop.Serve", 400)))];
        List<Profile> candidate = [.. Enumerable.Range(0, 8).Select(i => Of(7 - i, ("Shop.Serve", 400), ("Shop.Box", 400_000), ("Shop.Base", 300)))];

        Assert.Equal(["Shop.Box"], ProfileComparer.Compare(control, candidate).Movers.Select(m => m.Method).Distinct());
        Assert.Equal(["Shop.Box"], ProfileComparer.Compare(candidate, control).Movers.Select(m => m.Method).Distinct());
    }

    [Fact]
    public void Compare_TwiceTheRequestsAtTwiceTheCost_NamesNothing()
    {
        var candidate = Side(seed: 2).Select(p => p with { Requests = 2 * p.Requests, Stacks = [.. p.Stacks.Select(s => s with { Cost = 2 * s.Cost })] });

        Assert.Empty(ProfileComparer.Compare(Side(seed: 1), [.. candidate]).Movers);
    }

    [Theory]
    [InlineData(10, 10.4, false)]
    [InlineData(19, 20, false)]
    [InlineData(18.9, 20, true)]
    [InlineData(20, 18.9, true)]
    [InlineData(10, 12, true)]
    [InlineData(12, 10, true)]
    public void Compare_ProfilesOfDifferentLength_SaysWhatThatDoes(double control, double candidate, bool isTold)
    {
        var comparison = ProfileComparer.Compare([.. Side(seed: 1).Select(p => p with { Seconds = control })], [.. Side(seed: 2).Select(p => p with { Seconds = candidate })]);

        Assert.Equal(isTold, comparison.Notes.Contains($"the profiles of the sides are of different length, {control} s and {candidate} s: requests of one outlast the load, and whatever runs by the clock costs more per request there"));
    }

    [Fact]
    public void Compare_FewProfiles_NamesNothingAndSaysSo()
    {
        var comparison = ProfileComparer.Compare([.. Side(seed: 1).Take(7)], [.. Side(seed: 2, hash: 9).Take(7)]);

        Assert.Empty(comparison.Movers);
        Assert.Contains(comparison.Notes, note => note.Contains("from 8 a side", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_ProfilesWithoutRequests_IsPerSecondAndSaysSo()
    {
        var comparison = ProfileComparer.Compare([.. Side(seed: 1).Select(p => p with { Requests = null, Seconds = 2 })], Side(seed: 2));

        Assert.False(comparison.IsPerRequest);
        Assert.Contains(comparison.Notes, note => note.Contains("per second", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_Counters_ArePerRequestAndGaugesAsTheyAre()
    {
        List<Profile> Counted(double requests) => [.. Side(seed: 1).Select((p, i) => p with { Requests = requests, Counters = new Dictionary<string, double> { [CounterNames.MinorFaults] = 500 + i, [CounterNames.ResidentBytes] = 1e6 + i } })];

        var counters = ProfileComparer.Compare(Counted(1000), Counted(500)).Counters;

        Assert.Equal(0.5035, counters[CounterNames.MinorFaults].Control, tolerance: 1e-9);
        Assert.Equal(1.007, counters[CounterNames.MinorFaults].Candidate, tolerance: 1e-9);
        Assert.Equal((1e6 + 3.5, 1e6 + 3.5), (counters[CounterNames.ResidentBytes].Control, counters[CounterNames.ResidentBytes].Candidate));
        Assert.Equal(1, counters[CounterNames.ResidentBytes].P);
    }

    [Fact]
    public void Compare_CounterThatOneProfileLacks_IsMissingAndNotZero()
    {
        List<Profile> side = [.. Side(seed: 1).Select(p => p with { Counters = new Dictionary<string, double> { [CounterNames.ThrottledMs] = 5 } })];

        Assert.Empty(ProfileComparer.Compare(side, [.. side.SkipLast(1), side[^1] with { Counters = new Dictionary<string, double>() }]).Counters);
    }

    [Fact]
    public void Compare_ProfilesWithoutStacks_SaysThatThereAreNone()
    {
        List<Profile> side = [.. Side(seed: 1).Select((p, i) => p with { Stacks = [], Counters = new Dictionary<string, double> { [CounterNames.CpuMs] = 500 + i } })];

        var comparison = ProfileComparer.Compare(side, side);

        Assert.False(comparison.HasStacks);
        Assert.Contains("counters alone were taken: there are no stacks, so no method is named", comparison.Notes);
        Assert.Single(comparison.Counters);
    }

    [Fact]
    public void Compare_IdleThreads_AreNobodysCost()
    {
        var candidate = Side(seed: 2).Select(p => p with { Stacks = [.. p.Stacks, Stack(1e6, "Main", "Shop.Pump") with { Kind = CostKind.Idle }] });

        Assert.Empty(ProfileComparer.Compare(Side(seed: 1), [.. candidate]).Movers);
    }

    [Fact]
    public void Compare_MethodThatCallsItself_CountsOnceInclusively()
    {
        var costs = MethodCosts.Of(new Profile { Requests = 1, Stacks = [Stack(5, "Main", "Shop.Walk", "Shop.Walk")] });

        Assert.Equal(5, costs[new MethodKey("Shop.Walk", CostKind.Cpu, Measure.Inclusive)]);
    }

    /// <summary>Of 400 comparisons of a version with itself, a false alarm is allowed in 5 %: 32 is the 99.7 % point.</summary>
    [Fact]
    public void Compare_SameVersion_NamesNothingInNineteenOfTwenty() =>
        Assert.InRange(Enumerable.Range(0, 400).Count(i => ProfileComparer.Compare(Side(seed: 1000 + 2 * i), Side(seed: 1001 + 2 * i)).Movers.Count > 0), 0, 32);

    [Fact]
    public void Compare_SidesExchanged_IsTheSameWithTheSignTurned() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Double[1, 4]).Sample((seed, hash) =>
        {
            List<Profile> a = Side(seed), b = Side(seed + 5000, hash);
            var there = ProfileComparer.Compare(a, b).Totals[CostKind.Cpu];
            var back = ProfileComparer.Compare(b, a).Totals[CostKind.Cpu];
            return Math.Abs(there.Delta + back.Delta) < 1e-9 && Math.Abs(there.P - back.P) < 1e-9;
        });

    /// <summary>Eight profiles of a service: each cost varies by 5 % from profile to profile.</summary>
    private static List<Profile> Side(int seed, double hash = 2)
    {
        var random = new Random(seed);
        double Noisy(double cost) => cost * Requests * (1 + 0.05 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return
        [
            .. Enumerable.Range(0, 8).Select(_ => new Profile
            {
                Requests = Requests,
                Stacks =
                [
                    Stack(Noisy(hash), "Main", "Shop.Serve", "Shop.Hash", "System.SHA256"),
                    Stack(Noisy(1), "Main", "Shop.Serve", "Shop.Parse"),
                    Stack(Noisy(0.5), "Main", "Shop.Serve", "System.String"),
                    Stack(Noisy(0.2), "Main", "Shop.Log"),
                    Stack(Noisy(0.1), "System.Socket"),
                ],
            }),
        ];
    }

    private static StackCost Stack(double cost, params string[] methods) => new([.. methods.Select(m => new Frame(m, m.StartsWith("System.", StringComparison.Ordinal)))], CostKind.Cpu, cost);
}
