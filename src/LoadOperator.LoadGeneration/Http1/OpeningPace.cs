namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// How fast connections may be opened: the first 64 at once, then one every 200 µs. To open one costs generator and target several times what a request does. Without a
/// bound a moment in which a target is slow makes thousands of them, which keep it slow; with it, arrivals that find no connection wait, for the first that comes
/// free or may be opened, and their wait is part of what is measured.
/// </summary>
internal struct OpeningPace()
{
    private const long EveryNs = 200_000;
    private const int AtOnce = 64;

    private long _nextNs = long.MinValue;

    /// <summary>From when on one more may be opened.</summary>
    /// <param name="open">How many there are.</param>
    public readonly long OpensAtNs(int open) => open < AtOnce ? long.MinValue : _nextNs;

    /// <returns>False where it is too soon.</returns>
    public bool TryOpen(long nowNs, int open)
    {
        if (OpensAtNs(open) > nowNs) return false;
        _nextNs = nowNs + EveryNs;
        return true;
    }
}
