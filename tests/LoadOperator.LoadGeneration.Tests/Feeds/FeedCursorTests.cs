using System.Text;
using LoadOperator.LoadGeneration.Feeds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Feeds;

public sealed class FeedCursorTests
{
    private static readonly FeedRows Five = new(["id"], [.. "abcde".Select(c => new[] { Encoding.ASCII.GetBytes($"{c}") })]);

    [Fact]
    public void Next_SequentialOfTwoGenerators_GoesRoundAndRound()
    {
        Assert.Equal("acebdac", Take(FeedStrategy.Sequential, new Share(0, 2), 7));
        Assert.Equal("bdacebd", Take(FeedStrategy.Sequential, new Share(1, 2), 7));
    }

    [Fact]
    public void Next_UniqueOfTwoGenerators_GivesEachRowOnceAndThenNone()
    {
        Assert.Equal("ace--", Take(FeedStrategy.Unique, new Share(0, 2), 5));
        Assert.Equal("bd---", Take(FeedStrategy.Unique, new Share(1, 2), 5));
    }

    [Fact]
    public void Next_Random_FollowsTheSeedAlone()
    {
        var drawn = Take(FeedStrategy.Random, Share.Whole, 500);

        Assert.Equal(drawn, Take(FeedStrategy.Random, new Share(1, 2), 500));
        Assert.All("abcde", c => Assert.InRange(drawn.Count(d => d == c), 60, 140));
        Assert.NotEqual(drawn, Take(FeedStrategy.Random, Share.Whole, 500, number: 1));
    }

    private static string Take(FeedStrategy strategy, Share share, int count, int number = 0)
    {
        var cursor = new FeedCursor(new FeedFile("f", strategy, "f.csv"), Five, share, number);
        return string.Concat(Enumerable.Range(0, count).Select(seed => cursor.Next((ulong)seed) is { } row ? (char)row[0][0] : '-'));
    }
}
