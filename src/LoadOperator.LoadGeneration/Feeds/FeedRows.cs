namespace LoadOperator.LoadGeneration.Feeds;

/// <summary>The rows of a feed, ready to be sent: of each row the values in the order of the columns.</summary>
internal sealed record FeedRows(IReadOnlyList<string> Columns, byte[][][] Rows);
