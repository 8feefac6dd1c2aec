using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Feeds;

/// <summary>What a scenario takes from a feed: one row for each of its runs, and of that the columns that its steps name.</summary>
internal sealed record FeedDraw(FeedCursor Cursor, (int Column, int Place)[] Used)
{
    /// <returns>False where there are no more rows.</returns>
    public bool TryDraw(ulong seed, IterationValues values)
    {
        if (Cursor.Next(seed) is not { } row) return false;
        foreach (var (column, place) in Used) values.Set(place, row[column]);
        return true;
    }
}
