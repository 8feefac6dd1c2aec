using System.Diagnostics;
using System.Globalization;
using CsCheck;
using LoadOperator.Comparing.Judging;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Comparing.Reading;
using LoadOperator.Comparing.Tests.Reading;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Tests.Judging;

public sealed class ComparerTests
{
    private static readonly double[] Base = [100, 101, 99, 100.5, 99.5, 100.2, 99.8, 100.1];

    [Theory]
    [InlineData(1.20, Verdict.Regression)]
    [InlineData(1.03, Verdict.NoRegression)]
    [InlineData(1.00, Verdict.NoRegression)]
    [InlineData(0.80, Verdict.Improvement)]
    public void Compare_ClearRatio_HasItsVerdict(double ratio, Verdict verdict) => Assert.Equal(verdict, Compare("ns/op", Base, Scaled(ratio)).Verdict);

    // A throughput that falls by as much as a time grows is as bad: 1/1.06 is beyond the mirrored margin 1/1.05, 1/1.04 is not.
    [Theory]
    [InlineData(1 / 1.06, Verdict.Regression)]
    [InlineData(1 / 1.04, Verdict.NoRegression)]
    [InlineData(1.2, Verdict.Improvement)]
    public void Compare_Rate_HasTheMirroredMargin(double ratio, Verdict verdict)
    {
        var comparison = Compare("MB/s", Base, Scaled(ratio));

        Assert.Equal(verdict, comparison.Verdict);
        Assert.Equal(1 / 1.05 - 1, comparison.Figures.Margin!.Value, 1e-12);
    }

    // Whatever is counted or clocked: where nothing was shown, nothing passes.
    [Theory]
    [InlineData("ns/op", new[] { 5.0, 5, 5, 5, 5 }, new[] { 5.0, 5, 5, 5, 5 }, Verdict.Inconclusive, "NoSpread")]
    [InlineData("ns/op", new[] { 0.0, 0, 0 }, new[] { 0.0, 0, 0 }, Verdict.Invalid, "ValueNotPositive")]
    [InlineData("ns/op", new[] { 0.0, 0, 0 }, new[] { 1.0, 2, 3 }, Verdict.Invalid, "ValueNotPositive")]
    [InlineData("MB/s", new[] { 1.0, 2, 3 }, new[] { 0.0, 2, 3 }, Verdict.Invalid, "ValueNotPositive")]
    [InlineData("ns/op", new[] { 5.0 }, new[] { 6.0 }, Verdict.Invalid, "TooFewSamples")]
    [InlineData("ns/op", new[] { 5.0, 6, double.NaN }, new[] { 6.0, 7, 8 }, Verdict.Invalid, "MissingValues")]
    [InlineData("ns/op", new[] { 5.0, 6, 7 }, new[] { 6.0, 7, double.PositiveInfinity }, Verdict.Invalid, "MissingValues")]
    [InlineData("x/op", new[] { 5.0, -6, 7 }, new[] { 6.0, 7, 8 }, Verdict.Invalid, "ValueNotPositive")]
    [InlineData("allocs/op", new[] { 5.0, 5, 5 }, new[] { 5.0, 5, 5 }, Verdict.Inconclusive, "AllEqual")]
    [InlineData("allocs/op", new[] { 0.0, 0, 0, 0, 0 }, new[] { 0.0, 0, 0, 0, 0 }, Verdict.Inconclusive, "AllEqual")]
    [InlineData("allocs/op", new[] { 5.0, 5, 5 }, new[] { 6.0, 6, 6 }, Verdict.Inconclusive, "TooFewSamples")]
    [InlineData("allocs/op", new[] { 0.0, 0, 0 }, new[] { 6.0, 6, 6 }, Verdict.Inconclusive, "TooFewSamples")]
    [InlineData("B/op", new[] { 1000.0, 1000, 1000, 1000, 1000 }, new[] { 1010.0, 1010, 1010, 1010, 1010 }, Verdict.Inconclusive, "NoSpread")]
    public void Compare_NothingShown_IsNeverAPass(string unit, double[] old, double[] @new, Verdict verdict, string reason)
    {
        var comparison = Compare(unit, old, @new);

        Assert.Equal((verdict, reason), (comparison.Verdict, comparison.Figures.Reason));
        Assert.NotNull(comparison.Figures.Message);
    }

    // 2 / C(10, 5) = 0.008: five samples a side are the fewest that show a change of what never varies.
    [Theory]
    [InlineData(5, 6, Verdict.Regression, "MarginExceeded")]
    [InlineData(0, 1, Verdict.Regression, "ZeroBaseline")]
    [InlineData(6, 5, Verdict.Improvement, "SignificantlyBetter")]
    [InlineData(1, 0, Verdict.Improvement, "SignificantlyBetter")]
    public void Compare_CountsThatNeverVary_AreDecidedByTheExactRankTest(double old, double @new, Verdict verdict, string reason)
    {
        var comparison = Compare("allocs/op", [.. Enumerable.Repeat(old, 5)], [.. Enumerable.Repeat(@new, 5)]);

        Assert.Equal((verdict, reason, "ExactRankSum"), (comparison.Verdict, comparison.Figures.Reason, comparison.Figures.Test));
        Assert.Equal(2 / 252.0, comparison.Figures.PValue!.Value, 1e-12);
        Assert.Equal(old > 0 ? @new / old - 1 : null, comparison.Figures.Delta);
    }

    [Fact]
    public void Compare_FourSamplesOfALargeStep_AsksForReview() =>
        Assert.Equal(Severity.Review, Compare("allocs/op", [5, 5, 5, 5], [6, 6, 6, 6]).Figures.Severity);

    [Theory]
    [InlineData(new[] { 0.0, 1, 2, 1, 0, 1, 2, 1 }, new[] { 11.0, 12, 9, 10, 0, 10, 11, 12 }, Verdict.Regression)]
    [InlineData(new[] { 11.0, 12, 9, 10, 11, 10, 11, 12 }, new[] { 0.0, 1, 2, 1, 0, 1, 2, 1 }, Verdict.Improvement)]
    [InlineData(new[] { 0.0, 1, 2, 1, 0, 1, 2, 1 }, new[] { 0.0, 1, 2, 1, 1, 0, 2, 1 }, Verdict.Inconclusive)]
    [InlineData(new[] { 0.0, 0, 0, 0, 0 }, new[] { 0.0, 0, 1, 0, 0 }, Verdict.Inconclusive)]
    public void Compare_CountsWithZeros_AreComparedByTheirMeans(double[] old, double[] @new, Verdict verdict)
    {
        var comparison = Compare("B/op", old, @new);

        Assert.Equal((verdict, "WelchDifference"), (comparison.Verdict, comparison.Figures.Test));
        Assert.Null(comparison.Figures.WelchLogRatio);
    }

    [Fact]
    public void Compare_Paired_UsesThePairsAndSaysWhereThereAreNone()
    {
        var rule = new ComparisonRule { IsPaired = true };
        // Pairs that go up and down together: only the test of pairs sees the 8 %.
        double[] old = [100, 140, 80, 120, 60, 150, 90, 110];
        double[] @new = [.. old.Select((x, i) => x * (1.08 + 0.002 * (i % 3)))];

        Assert.Equal(Verdict.Regression, Compare("ns/op", old, @new, rule).Verdict);
        Assert.Equal(Verdict.Inconclusive, Compare("ns/op", old, @new).Verdict);
        Assert.Equal("UnequalPairs", Compare("ns/op", old, [.. @new.Skip(1)], rule).Figures.Reason);
    }

    [Theory]
    [InlineData("1.5 ns/op", Verdict.NoRegression)]
    [InlineData("9.5 ns/op", Verdict.Regression)]
    public void Compare_EqualCountsBesideTimes_LeaveTheAnswerToTheTimes(string last, Verdict verdict)
    {
        string File(double shift) => string.Join('\n', Enumerable.Range(0, 8).Select(i => string.Create(CultureInfo.InvariantCulture, $"BenchmarkX-8 1 {100 + i % 3 + shift:0.0} ns/op 0 B/op 5 allocs/op")));
        var shift = double.Parse(last.Split(' ')[0], CultureInfo.InvariantCulture);

        var set = Comparer.Compare(MeasurementReader.Read("old", File(0)), MeasurementReader.Read("new", File(shift)), new ComparisonRule());

        Assert.Equal(verdict, set.Verdict);
        Assert.Equal(2, set.Comparisons.Count(c => c.IsLeftOut));
    }

    [Fact]
    public void Compare_EqualCountsAlone_AreUndecided() =>
        Assert.Equal(Verdict.Inconclusive, CompareFiles("BenchmarkX 1 5 allocs/op\nBenchmarkX 1 5 allocs/op\nBenchmarkX 1 5 allocs/op", "BenchmarkX 1 5 allocs/op\nBenchmarkX 1 5 allocs/op\nBenchmarkX 1 5 allocs/op").Verdict);

    [Fact]
    public void Compare_OnOneSideOnly_IsListed()
    {
        var set = CompareFiles("BenchmarkA 1 5 ns/op\nBenchmarkB 1 5 ns/op", "BenchmarkB 1 5 ns/op\nBenchmarkC 1 5 ns/op");

        Assert.Equal(("A", "C"), (Assert.Single(set.OnlyInOld).Key.Name, Assert.Single(set.OnlyInNew).Key.Name));
    }

    [Fact]
    public void Compare_NothingInCommon_IsInvalid() => Assert.Equal(Verdict.Invalid, CompareFiles("BenchmarkA 1 5 ns/op", "BenchmarkB 1 5 ns/op").Verdict);

    [Fact]
    public void Compare_OtherCpu_IsNoted() =>
        Assert.Contains("configurations differ, cpu: A in old, B in new", CompareFiles("cpu: A\nBenchmarkX 1 5 ns/op", "cpu: B\nBenchmarkX 1 5 ns/op").Notes);

    [Theory]
    [InlineData(0.01, 5)]
    [InlineData(0.05, 4)]
    public void SamplesForRanks_Alpha_IsTheFewestThatReachIt(double alpha, int samples) => Assert.Equal(samples, ComparisonNotes.SamplesForRanks(alpha));

    [Fact]
    public void Compare_Campaigns_AreJudgedAsCampaigns()
    {
        var old = MeasurementReader.Read("old", CampaignResultTests.Result);
        var @new = MeasurementReader.Read("new", CampaignResultTests.Result.Replace("[10, 11, 10.5, 10.2]", "[20, 21, 20.5, 20.2]", StringComparison.Ordinal));

        var set = Comparer.Compare(old, @new, new ComparisonRule());

        Assert.Equal([Verdict.Regression, Verdict.NoRegression], set.Comparisons.Where(c => !c.IsLeftOut).Select(c => c.Verdict));
        Assert.Equal((Verdict.Regression, "Pooled"), (set.Verdict, set.Comparisons[2].Figures.Test));
        Assert.Contains("one after the other", Assert.Single(set.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_AnyValues_NeverThrows() =>
        Gen.Select(Gen.OneOf(Gen.Double, Gen.Int[0, 2].Select(i => (double)i)).Array[0, 8], Gen.OneOf(Gen.Double, Gen.Int[0, 2].Select(i => (double)i)).Array[0, 8], Gen.Int[0, 2].Select(i => new[] { "ns/op", "allocs/op", "MB/s" }[i]), Gen.Bool).Sample((old, @new, unit, isPaired) =>
        {
            var verdict = Compare(unit, old, @new, new ComparisonRule { IsPaired = isPaired }).Verdict;
            return verdict is not (Verdict.NoRegression or Verdict.Improvement) || (old.Concat(@new).All(double.IsFinite) && Math.Min(old.Length, @new.Length) >= 3);
        });

    [Fact]
    public void Compare_FiveThousandBenchmarks_TakesSeconds()
    {
        var random = new Random(7);
        string File() => string.Join('\n', Enumerable.Range(0, 50_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"BenchmarkB{i / 10}-8 1000 {1000 + random.Next(50)} ns/op 96 B/op 2 allocs/op")));
        var (old, @new) = (File(), File());
        var clock = Stopwatch.StartNew();

        var set = Comparer.Compare(MeasurementReader.Read("old", old), MeasurementReader.Read("new", @new), new ComparisonRule());

        Assert.Equal(15_000, set.Comparisons.Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }

    private static double[] Scaled(double ratio) => [.. Base.Reverse().Select(x => x * ratio)];

    private static Comparison Compare(string unit, double[] old, double[] @new, ComparisonRule? rule = null)
    {
        MeasurementSet Set(double[] values) => new() { Source = "x", Series = [new Series(new SeriesKey("", "X", unit), values)] };
        return Assert.Single(Comparer.Compare(Set(old), Set(@new), rule ?? new ComparisonRule()).Comparisons);
    }

    private static ComparisonSet CompareFiles(string old, string @new) => Comparer.Compare(MeasurementReader.Read("old", old), MeasurementReader.Read("new", @new), new ComparisonRule());
}
