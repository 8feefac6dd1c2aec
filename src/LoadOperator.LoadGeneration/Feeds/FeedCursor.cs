using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Feeds;

/// <summary>Says in a round which row of a feed comes next. Rows are dealt out among generators: row r belongs to generator r mod n.</summary>
/// <param name="number">The feed's number in the plan: what is drawn from one says nothing of another.</param>
internal sealed class FeedCursor(FeedFile feed, FeedRows rows, Share share, int number)
{
    private const ulong DrawsOfFeeds = 1UL << 32;

    private long _taken = -1;

    public string Name => feed.Name;

    public IReadOnlyList<string> Columns => rows.Columns;

    /// <param name="seed">Of the run of a scenario that gets the row.</param>
    /// <returns>Null where every row has been used and none may be twice.</returns>
    public byte[][]? Next(ulong seed)
    {
        var count = rows.Rows.Length;
        if (feed.Strategy == FeedStrategy.Random) return rows.Rows[new SeededRandom(SeededRandom.Derive(seed, DrawsOfFeeds + (ulong)number)).NextInteger(0, count - 1)];
        var row = (Interlocked.Increment(ref _taken) * share.Of) + share.Index;
        return row < count ? rows.Rows[row] : feed.Strategy == FeedStrategy.Unique ? null : rows.Rows[row % count];
    }

    /// <summary>What to say when there are no more rows.</summary>
    public string Exhausted => $"the feed '{feed.Name}' has {rows.Rows.Length:N0} rows, and each may be used once in a round: give it more, send less, or take strategy Sequential";
}
