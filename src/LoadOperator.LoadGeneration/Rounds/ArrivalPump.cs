using LoadOperator.LoadGeneration.Arrivals;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>Sends the arrivals of a phase when they are due: one at a time, from whichever event loop comes first.</summary>
internal sealed class ArrivalPump : IPaced, IDisposable
{
    private readonly ScenarioRunner _runner;
    private readonly IEnumerator<Arrival> _arrivals;
    private readonly PhaseClock _clock;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextDueNs;
    private int _isSending;

    public ArrivalPump(ScenarioRunner runner, IEnumerable<Arrival> arrivals, PhaseClock clock)
    {
        (_runner, _arrivals, _clock) = (runner, arrivals.GetEnumerator(), clock);
        MoveNext();
        if (NextDueNs == long.MaxValue) _over.SetResult();
    }

    public long NextDueNs => Volatile.Read(ref _nextDueNs);

    /// <summary>
    /// Sends what is due, for so long, unless somebody is already at it. Where every connection is busy the driver lets an arrival wait, and what it waits from then on is the target's doing. Not so where
    /// the generator is behind with reading answers: a connection only seems busy then. So arrivals stay here and their lag grows, but for the one that each scenario that ends lets go.
    /// </summary>
    public void RunDue(long forNs, Reading reading)
    {
        var began = MonotonicClock.Now;
        if (NextDueNs > began || MustStay(reading) || Interlocked.Exchange(ref _isSending, 1) == 1) return;
        try
        {
            // Another loop may have sent it meanwhile.
            if (_nextDueNs > began) return;
            long now;
            do
            {
                var (index, due) = (_arrivals.Current.Index, _nextDueNs);
                MoveNext();
                _runner.StartArrival(_clock.Phase, index, due, _clock.IsMeasured, _clock.LateAfterNs);
                // Not before it is under way: whoever waits for the last would take the round to be over.
                if (_nextDueNs == long.MaxValue) _over.TrySetResult();
                now = MonotonicClock.Now;
            }
            while (_nextDueNs <= now && now - began < forNs && !MustStay(reading));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            End();
            _over.TrySetException(exception);
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }

    /// <summary>Blocks until the last arrival has been sent, or the round is aborted.</summary>
    public void Wait(CancellationToken aborted)
    {
        try
        {
            _over.Task.WaitAsync(aborted).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // Whoever is at it sends one arrival more.
            while (Interlocked.Exchange(ref _isSending, 1) == 1) Thread.Yield();
            End();
        }
    }

    public void Dispose() => _arrivals.Dispose();

    private bool MustStay(Reading reading) => reading == Reading.Behind && _runner.Driver.IsBusy;

    private void MoveNext()
    {
        if (_arrivals.MoveNext()) Volatile.Write(ref _nextDueNs, _clock.StartNs + _arrivals.Current.OffsetNs);
        else End();
    }

    private void End() => Volatile.Write(ref _nextDueNs, long.MaxValue);
}
