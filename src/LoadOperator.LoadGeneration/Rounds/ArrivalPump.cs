using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Sends the arrivals of a phase when they are due. Two sides call it: the pacer, which sleeps until the next arrival, and whoever has
/// just read an answer. On one CPU a pacer that sleeps would have to wait until the thread that reads answers leaves it the CPU,
/// and a pacer that never sleeps would keep that thread from reading; so each sends for a short time and then lets the other go on.
/// </summary>
internal sealed class ArrivalPump : IDisposable
{
    private readonly ScenarioRunner _runner;
    private readonly IEnumerator<Arrival> _arrivals;
    private readonly PhaseClock _clock;
    private long _nextDueNs;
    private int _isSending;

    public ArrivalPump(ScenarioRunner runner, IEnumerable<Arrival> arrivals, PhaseClock clock)
    {
        (_runner, _arrivals, _clock) = (runner, arrivals.GetEnumerator(), clock);
        MoveNext();
    }

    /// <summary>When the next arrival is due; never, after the last.</summary>
    public long NextDueNs => Volatile.Read(ref _nextDueNs);

    /// <summary>Sends what is due, one arrival at least and others for so long, unless somebody is already at it.</summary>
    public void SendDue(long forNs)
    {
        var began = MonotonicClock.Now;
        if (NextDueNs > began || Interlocked.Exchange(ref _isSending, 1) == 1) return;
        try
        {
            // The other side may have sent it meanwhile.
            if (_nextDueNs > began) return;
            long now;
            do
            {
                var (index, due) = (_arrivals.Current.Index, _nextDueNs);
                MoveNext();
                _runner.StartArrival(_clock.Phase, index, due, _clock.IsMeasured, _clock.LateAfterNs);
                now = MonotonicClock.Now;
            }
            while (_nextDueNs <= now && now - began < forNs && !_runner.IsAborted);
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }

    public void Dispose() => _arrivals.Dispose();

    private void MoveNext() => Volatile.Write(ref _nextDueNs, _arrivals.MoveNext() ? _clock.StartNs + _arrivals.Current.OffsetNs : long.MaxValue);
}
