using CsCheck;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class CountSumsTests
{
    private const string Name = CounterNames.VoluntarySwitches;
    private const string Other = CounterNames.InvoluntarySwitches;

    private readonly CountSums _sums = new();

    [Fact]
    public void After_SeveralThreads_AreAddedUpByName() =>
        Assert.Equal(new Dictionary<string, double> { [Name] = 125, [Other] = 7 }, _sums.After([new(1, Name, 120), new(1, Other, 7), new(2, Name, 5)]));

    /// <summary>What it counted while nobody saw it is growth of the look that sees it again, and no more than that is.</summary>
    [Fact]
    public void After_ThreadThatALookMisses_IsCarried() => Assert.Equal([1010, 1020, 1035], Sums([(1, 10), (2, 1000)], [(1, 20)], [(1, 30), (2, 1005)]));

    [Fact]
    public void After_ThreadThatHasEnded_LeavesItsCountAndTheGrowthOfOthers() => Assert.Equal([60, 65, 70], Sums([(1, 10), (2, 50)], [(1, 15)], [(1, 20)]));

    [Fact]
    public void After_NewThread_HasCountedSinceItBegan() => Assert.Equal([10, 17], Sums([(1, 10)], [(1, 10), (2, 7)]));

    /// <summary>Its number is another's, who has counted less.</summary>
    [Fact]
    public void After_NumberThatAnotherHasNow_BeginsAnew() => Assert.Equal([60, 63, 67], Sums([(1, 10), (2, 50)], [(1, 10), (2, 3)], [(1, 10), (2, 7)]));

    [Fact]
    public void After_NumberThatAnotherHasNow_BeginsAnewInAllThatIsCounted()
    {
        _sums.After([new(1, Name, 50), new(1, Other, 5)]);

        Assert.Equal(new Dictionary<string, double> { [Name] = 53, [Other] = 14 }, _sums.After([new(1, Name, 3), new(1, Other, 9)]));
    }

    /// <summary>Memory of a process that is not there is no memory.</summary>
    [Fact]
    public void After_Gauge_IsOfTheLookAlone()
    {
        _sums.After([new(1, CounterNames.ResidentBytes, 5000), new(2, CounterNames.ResidentBytes, 3000)]);

        Assert.Equal(4000, _sums.After([new(1, CounterNames.ResidentBytes, 4000)])[CounterNames.ResidentBytes]);
    }

    /// <summary>That nothing was seen is not that nothing was counted.</summary>
    [Fact]
    public void After_LookThatShowsNothingOfIt_HasNone()
    {
        _sums.After([new(1, Name, 5)]);

        Assert.Empty(_sums.After([]));
        Assert.Equal(new Dictionary<string, double> { [Name] = 6 }, _sums.After([new(1, Name, 6)]));
    }

    /// <summary>Whichever threads a look misses, the last that sees all has what all have counted.</summary>
    [Fact]
    public void After_AnyLooksThatMissAny_NeitherFallsNorLosesAnything() =>
        Gen.Select(Gen.Int[0, 50], Gen.Bool).Array[3].Array[1, 20].Sample(looks =>
        {
            var (sums, counts, previous) = (new CountSums(), new double[3], 0.0);
            foreach (var look in looks)
            {
                for (var id = 0; id < counts.Length; id++) counts[id] += look[id].Item1;
                var sum = sums.After([.. Enumerable.Range(0, counts.Length).Where(id => look[id].Item2).Select(id => new Count(id, Name, counts[id]))]).GetValueOrDefault(Name, previous);
                if (sum < previous) return false;
                previous = sum;
            }

            return sums.After([.. counts.Select((count, id) => new Count(id, Name, count))])[Name] == counts.Sum();
        });

    private IEnumerable<double> Sums(params (int Id, double Value)[][] looks) => looks.Select(look => _sums.After([.. look.Select(c => new Count(c.Id, Name, c.Value))])[Name]);
}
