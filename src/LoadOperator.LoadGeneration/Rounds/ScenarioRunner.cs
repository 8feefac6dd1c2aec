using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Recording;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Runs scenarios: step after step, until one fails. The first step of an arrival is timed from when the arrival was due, so
/// that a late send counts as latency; a later step from the end of the one before it.
/// </summary>
internal sealed class ScenarioRunner(RoundPlan plan, RequestPlan requests, RoundRecorder recorder, HttpDriver driver, CancellationToken abort)
{
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(10);

    private readonly TaskCompletionSource _idle = new();
    // One is held by the round itself until it has sent everything.
    private int _underWay = 1;
    private Exception? _fault;

    /// <summary>Starts the scenario of an arrival and returns as soon as its first request is on its way.</summary>
    public void StartArrival(int phase, long index, long dueNs, bool isMeasured, long lateAfterNs) =>
        _ = RunArrivalAsync(phase, index, dueNs, isMeasured, lateAfterNs);

    /// <summary>Starts a user, who runs one scenario after the other.</summary>
    /// <param name="next">The number of the user's next scenario, at this time; null when there is no more.</param>
    /// <param name="measuredFromNs">Scenarios begun before this belong to the warm-up.</param>
    public void StartUser(int phase, Func<long, long?> next, long measuredFromNs)
    {
        Interlocked.Increment(ref _underWay);
        _ = Task.Run(() => RunUserAsync(phase, next, measuredFromNs), CancellationToken.None);
    }

    /// <summary>Blocks until every request has been answered or has timed out.</summary>
    /// <exception cref="InvalidOperationException">A scenario could not be run, for a reason that is not the target's.</exception>
    public void WaitForRequestsUnderWay()
    {
        Leave();
        _idle.Task.Wait(CancellationToken.None);
        if (_fault is { } fault) throw new InvalidOperationException("a scenario could not be run: " + fault.Message, fault);
    }

    private async Task RunArrivalAsync(int phase, long index, long dueNs, bool isMeasured, long lateAfterNs)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await RunScenarioAsync(phase, index, dueNs, isMeasured, lateAfterNs).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _fault ??= exception;
        }
        finally
        {
            Leave();
        }
    }

    private async Task RunUserAsync(int phase, Func<long, long?> next, long measuredFromNs)
    {
        try
        {
            while (!abort.IsCancellationRequested && MonotonicClock.Now is var now && next(now) is { } index)
            {
                var isRefused = await RunScenarioAsync(phase, index, dueNs: null, now >= measuredFromNs, 0).ConfigureAwait(false) == RequestOutcome.Connect;
                // A user whom nobody answers does not ask again at once; without a pause, refusals would keep this CPU from measuring.
                if (isRefused) await Task.Delay(PauseAfterRefusal, TimeProvider.System, abort).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Aborted during the pause.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _fault ??= exception;
        }
        finally
        {
            Leave();
        }
    }

    /// <returns>The kind of failure that ended the scenario, or null.</returns>
    private async ValueTask<string?> RunScenarioAsync(int phase, long index, long? dueNs, bool isMeasured, long lateAfterNs)
    {
        // The draw depends on the arrival alone, not on the generator that sends it or on what was drawn before.
        var random = new SeededRandom(SeededRandom.Derive((ulong)plan.Seed, ((ulong)phase << 48) ^ (ulong)index));
        var (first, count) = requests.Draw(ref random);
        var values = new TemplateValues(index + 1, random);
        for (var step = first; step < first + count; step++)
        {
            var compiled = requests.Steps[step];
            var (request, bodyLength) = compiled.Render(ref values);
            using (request)
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(abort);
                timeout.CancelAfter(compiled.Timeout);
                var sent = MonotonicClock.Now;
                var due = dueNs ?? sent;
                if (isMeasured && dueNs is not null && step == first) recorder.ArrivalSent(sent - due, lateAfterNs);
                var outcome = await driver.SendAsync(request, bodyLength, compiled, timeout.Token).ConfigureAwait(false);
                var end = MonotonicClock.Now;
                if (abort.IsCancellationRequested) return null;
                if (isMeasured) recorder.RequestEnded(step, end - due, end - sent, outcome);
                if (outcome.Error is { } error) return error;
                dueNs = end;
            }
        }

        return null;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0) _idle.TrySetResult();
    }
}
