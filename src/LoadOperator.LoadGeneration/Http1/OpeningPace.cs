namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// How fast connections may be opened: 64 at once, and 5,000 a second. To open one costs generator and target several times what a request does. Without a
/// bound a moment in which a target is slow makes thousands of them, which keep it slow; with it, arrivals that find no connection wait, for the first that comes
/// free or may be opened, and their wait is part of what is measured.
/// </summary>
internal struct OpeningPace()
{
    private const long EveryNs = 200_000;
    private const int AtOnce = 64;

    private long _nextNs = long.MinValue / 2;

    /// <summary>From when on one may be opened.</summary>
    public readonly long OpensAtNs => _nextNs - (AtOnce - 1) * EveryNs;

    /// <returns>False where it is too soon.</returns>
    public bool TryOpen(long nowNs)
    {
        if (OpensAtNs > nowNs) return false;
        _nextNs = Math.Max(_nextNs, nowNs) + EveryNs;
        return true;
    }
}
