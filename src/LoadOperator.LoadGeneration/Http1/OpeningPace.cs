using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// How fast connections may be opened: 64 at once, and 5,000 a second; of more than 64 that are open, one every millisecond, every 200 µs where the generator has nothing to read, and every
/// 10 ms where it is behind with it. To open one costs generator and target several times what a request does. Without a bound a moment in which a target is slow makes thousands of them, which
/// keep it slow, and the generator as well; with it, arrivals that find no connection wait, for the first that comes free or may be opened, and their wait is part of what is measured.
/// </summary>
internal struct OpeningPace()
{
    private const long IdleEveryNs = 200_000;
    private const long EveryNs = 1_000_000;
    private const long BehindEveryNs = 10_000_000;
    private const int AtOnce = 64;

    private long _lastNs = long.MinValue / 2;

    /// <summary>When all that may be opened at once may be again.</summary>
    private long _fullNs = long.MinValue / 2;

    /// <summary>From when on one more may be opened, if there is nothing to read.</summary>
    /// <param name="open">How many there are.</param>
    public readonly long OpensAtNs(int open) => OpensAtNs(open, Reading.Idle);

    /// <returns>False where it is too soon.</returns>
    public bool TryOpen(long nowNs, int open, Reading reading)
    {
        if (nowNs < OpensAtNs(open, reading)) return false;
        _lastNs = nowNs;
        _fullNs = Math.Max(_fullNs, nowNs) + IdleEveryNs;
        return true;
    }

    private readonly long OpensAtNs(int open, Reading reading)
    {
        var atOnce = _fullNs - (AtOnce - 1) * IdleEveryNs;
        return open < AtOnce ? atOnce : Math.Max(atOnce, _lastNs + EveryOf(reading));
    }

    private static long EveryOf(Reading reading) => reading switch { Reading.Idle => IdleEveryNs, Reading.KeepsUp => EveryNs, _ => BehindEveryNs };
}
