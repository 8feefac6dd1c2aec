using CsCheck;
using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Arrivals;

public sealed class UserScheduleTests
{
    private const long Second = 1_000_000_000;

    private static readonly Gen<IReadOnlyList<(LoadPhase, long, long)>> Phases = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 40]).Array[1, 6].Select(kinds => Timed([.. kinds.Select(k => k.Item1 switch
    {
        0 => Keep(k.Item2),
        1 => Ramp(k.Item2),
        _ => new Simulation { Pause = new Pause { During = Duration.FromSeconds(10) } },
    })]));

    [Fact]
    public void Of_Shares_AreTogetherTheWhole() => Gen.Select(Phases, Gen.Int[0, 2].Select(i => new[] { 1, 2, 8 }[i])).Sample((phases, generators) =>
    {
        var whole = UserSchedule.Of(phases, Share.Whole);
        var parts = Enumerable.Range(0, generators).SelectMany(i => UserSchedule.Of(phases, new Share(i, generators)));
        return parts.OrderBy(w => w.StartNs).ThenBy(w => w.Number).SequenceEqual(whole);
    });

    // At any time there are as many users as the line from one number to the next has, rounded.
    [Fact]
    public void Of_AnyPhases_HasTheUsersThatAreWanted() => Gen.Select(Phases, Gen.Double[0, 1]).Sample((phases, at) =>
    {
        var windows = UserSchedule.Of(phases, Share.Whole);
        return phases.All(p =>
        {
            var (phase, start, end) = p;
            var time = start + (long)(at * (end - start - 1));
            var wanted = phase.Simulation.KeepConstant?.Copies ?? (phase.Simulation.RampingConstant is { } ramp ? phase.StartCopies + (ramp.Copies - phase.StartCopies) * at : 0);
            return Math.Abs(windows.Count(w => w.StartNs <= time && time < w.EndNs) - wanted) <= 0.5 + 1e-6;
        });
    });

    [Fact]
    public void Of_UsersWhoAreWantedInTheNextPhase_Stay() =>
        Assert.Equal([new UserWindow(0, 0, 30 * Second), new UserWindow(1, 0, 30 * Second), new UserWindow(2, 12_500_000_000, 20 * Second), new UserWindow(3, 17_500_000_000, 20 * Second)], UserSchedule.Of(Timed([Keep(2), Ramp(4), Keep(2)]), Share.Whole));

    [Fact]
    public void Of_RampDown_LetsTheLastOnesGoFirst() =>
        Assert.Equal([20 * Second, 17_500_000_000, 12_500_000_000], UserSchedule.Of(Timed([Keep(3), Ramp(1)]), Share.Whole).Select(w => w.EndNs));

    [Theory]
    [InlineData(10, 3, new[] { 4, 3, 3 })]
    [InlineData(2, 3, new[] { 1, 1, 0 })]
    public void CopiesOf_Users_AreSplitEvenly(int copies, int generators, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, generators).Select(i => UserSchedule.CopiesOf(copies, new Share(i, generators))));

    // Every iteration is one generator's, and one without users has none.
    [Fact]
    public void Quotas_OfAllGenerators_AreTogetherTheWhole() => Gen.Select(Gen.Int[1, 50], Gen.Long[1, 1_000_000], Gen.Int[1, 8]).Sample((copies, iterations, generators) =>
    {
        var quotas = Enumerable.Range(0, generators).Select(i => IterationQuota.Of(new IterationsForConstant { Copies = copies, Iterations = iterations }, new Share(i, generators))).ToList();
        return quotas.Sum(q => q.Count) == iterations
            && quotas.Zip(quotas.Skip(1)).All(pair => pair.First.First + pair.First.Count == pair.Second.First)
            && quotas.All(q => (q.Copies > 0 || q.Count == 0) && Math.Abs(q.Count - (double)iterations * q.Copies / copies) < 1);
    });

    private static Simulation Keep(int copies) => new() { KeepConstant = new KeepConstant { Copies = copies, During = Duration.FromSeconds(10) } };

    private static Simulation Ramp(int copies) => new() { RampingConstant = new RampingConstant { Copies = copies, During = Duration.FromSeconds(10) } };

    private static IReadOnlyList<(LoadPhase Phase, long StartNs, long EndNs)> Timed(IReadOnlyList<Simulation> simulations) =>
        [.. LoadPhase.Of(simulations).Select(p => (p, p.Number * 10 * Second, (p.Number + 1) * 10 * Second))];
}
