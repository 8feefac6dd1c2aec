using LoadOperator.AgentClient.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;

namespace LoadOperator.AgentClient;

/// <summary>All generators of a campaign: they begin a round at the same instant, and their reports become one measurement.</summary>
public sealed class GeneratorFleet(IReadOnlyList<GeneratorClient> generators, TimeProvider clock)
{
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeadPerGenerator = TimeSpan.FromMilliseconds(10);

    /// <summary>How long generators are waited for to end a round of which another was lost. It will be replaced, and they with it.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(200);

    /// <summary>How far apart starts may be that were one: as far as the clocks are known.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a round on all generators.</summary>
    /// <param name="plan">The round; its share and start are filled in for each generator.</param>
    /// <param name="metrics">The values to take from it.</param>
    /// <param name="progress">Told now and then what the generators have so far.</param>
    /// <param name="abort">Ends the round on every generator.</param>
    /// <param name="detach">Ends this call alone: the round goes on, and running the same plan again takes it up.</param>
    /// <exception cref="GeneratorLostException">A generator did not answer, or could not run the round.</exception>
    public async Task<RoundResult> RunAsync(RoundPlan plan, IReadOnlyList<MetricName> metrics, Action<IReadOnlyList<RoundReport>>? progress, CancellationToken abort, CancellationToken detach = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, detach);
        var cancellation = either.Token;
        var (isComplete, isLost) = (false, false);
        try
        {
            var asked = clock.GetTimestamp();
            var clocks = await Task.WhenAll(generators.Select(g => ClockOffset.MeasureAsync(g.GetClockAsync, clock, cancellation))).ConfigureAwait(false);
            var startAt = clock.GetUtcNow() + LeadOf(generators.Count, clock.GetElapsedTime(asked));
            var planned = await Task.WhenAll(generators.Select((generator, index) =>
                generator.PlanAsync(plan with { Share = new Share(index, generators.Count), StartAt = clocks[index].ThereAt(startAt) }, cancellation))).ConfigureAwait(false);
            // A generator that knew the round already goes by the start that it was given then.
            var starts = planned.Select((report, index) => clocks[index].HereAt(report.StartAt)).ToList();
            startAt = starts.Min();
            if (starts.Max() - startAt > Together) throw new GeneratorLostException("the generators did not begin the round together");
            var phases = LoadPhase.Of(plan.Simulations);
            // Where the target decides how long it takes, nothing is known of the end.
            var end = phases.All(p => p.Length is not null) ? startAt + plan.WarmUp.Value + phases.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Length!.Value) : DateTimeOffset.MaxValue;
            while (true)
            {
                // Wakes up at the planned end, and from then on more often: the wait for the result is not part of the round.
                var untilEnd = end - clock.GetUtcNow();
                var pause = untilEnd > TimeSpan.Zero && untilEnd < PollInterval ? untilEnd : untilEnd <= TimeSpan.Zero ? PollInterval / 10 : PollInterval;
                await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
                var reports = await Task.WhenAll(generators.Select(g => g.GetReportAsync(plan.Id, cancellation))).ConfigureAwait(false);
                progress?.Invoke(reports);
                if (reports.FirstOrDefault(r => r.State is RoundState.Failed or RoundState.Aborted) is { } failed)
                    throw new GeneratorLostException($"a generator ended the round as {failed.State}: {failed.Message}");
                if (!reports.All(r => r.HasEnded)) continue;
                var result = RoundMerge.Merge([.. reports.Select((report, index) => With(report, clocks[index]))], startAt, metrics);
                isComplete = true;
                return result;
            }
        }
        catch (GeneratorLostException)
        {
            isLost = true;
            throw;
        }
        catch (FormatException exception)
        {
            throw new GeneratorLostException("a generator's report cannot be read: " + exception.Message, exception);
        }
        finally
        {
            using var farewell = new CancellationTokenSource(isLost ? Farewell : Timeout.InfiniteTimeSpan, clock);
            if (!isComplete && !detach.IsCancellationRequested) await ForgetAsync(generators.Where(g => g.IsReached), plan.Id, farewell.Token).ConfigureAwait(false);
        }
    }

    /// <summary>From the first plan sent to the start: long enough for every generator to have its plan.</summary>
    /// <param name="asking">How long they have just taken to say the time: some are new, or on a machine that is full.</param>
    internal static TimeSpan LeadOf(int generators, TimeSpan asking) => TimeSpan.FromTicks(Math.Max((Lead + LeadPerGenerator * generators).Ticks, asking.Ticks));

    private static RoundReport With(RoundReport report, ClockOffset offset) => report with
    {
        Health = report.Health is { } health ? health with { ClockAheadMs = offset.Ahead.TotalMilliseconds, ClockUncertaintyMs = offset.Uncertainty.TotalMilliseconds } : null,
    };

    /// <summary>Lets the generators forget a round, once its result is safe. A generator that is gone has forgotten already.</summary>
    public Task ForgetAsync(string roundId) => ForgetAsync(generators, roundId, CancellationToken.None);

    private static async Task ForgetAsync(IEnumerable<GeneratorClient> generators, string roundId, CancellationToken cancellation)
    {
        await Task.WhenAll(generators.Select(async generator =>
        {
            try
            {
                await generator.RemoveAsync(roundId, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is GeneratorLostException or OperationCanceledException)
            {
                // Seen again, and handled, with the next round.
            }
        })).ConfigureAwait(false);
    }
}
