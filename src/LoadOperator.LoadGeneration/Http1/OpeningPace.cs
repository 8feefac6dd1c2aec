namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// How fast connections may be opened: the first 64 at once, then one every millisecond; or every 200 µs, where the generator has nothing to read. To open one costs generator and target
/// several times what a request does. Without a bound a moment in which a target is slow makes thousands of them, which keep it slow, and the generator as well; with it, arrivals that find
/// no connection wait, for the first that comes free or may be opened, and their wait is part of what is measured.
/// </summary>
internal struct OpeningPace()
{
    private const long EveryNs = 1_000_000;
    private const long IdleEveryNs = 200_000;
    private const int AtOnce = 64;

    private long _lastNs = long.MinValue / 2;

    /// <summary>From when on one more may be opened, if there is nothing to read.</summary>
    /// <param name="open">How many there are.</param>
    public readonly long OpensAtNs(int open) => open < AtOnce ? long.MinValue : _lastNs + IdleEveryNs;

    /// <returns>False where it is too soon.</returns>
    public bool TryOpen(long nowNs, int open, bool isIdle)
    {
        if (open >= AtOnce && nowNs < _lastNs + (isIdle ? IdleEveryNs : EveryNs)) return false;
        _lastNs = nowNs;
        return true;
    }
}
