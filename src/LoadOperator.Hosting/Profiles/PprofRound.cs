using LoadOperator.Model.Spec;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Hosting.Profiles;

/// <summary>A round whose target is asked for its profiles by pprof.</summary>
public static class PprofRound
{
    /// <summary>Runs a round, and has the target profiled within its load.</summary>
    /// <param name="client">Connects to the target; follows no redirect.</param>
    /// <param name="root">Where the target serves pprof.</param>
    /// <param name="warmUp">The part of the round that is not measured.</param>
    /// <param name="run">Runs the round.</param>
    /// <exception cref="CaptureException">There is no profile to be had.</exception>
    public static async Task<PprofAnswer> RunAsync(HttpClient client, Uri root, PprofProfiles asked, TimeSpan warmUp, Func<Task> run, TimeProvider clock, CancellationToken cancellation)
    {
        var capture = new PprofCapture(client, root);
        // Before the load: a round that nobody profiles is of no use.
        await capture.ProbeAsync(cancellation).ConfigureAwait(false);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var profiling = ProfileAsync(given.Token);
        try
        {
            await run().ConfigureAwait(false);
        }
        catch
        {
            await given.CancelAsync().ConfigureAwait(false);
            await ((Task)profiling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await profiling.ConfigureAwait(false);

        async Task<PprofAnswer> ProfileAsync(CancellationToken token)
        {
            await Task.Delay(warmUp + PprofProfiles.Margin, clock, token).ConfigureAwait(false);
            return await capture.RunAsync(asked.Duration.Value, token).ConfigureAwait(false);
        }
    }

    /// <summary>The profile with the requests that its process served meanwhile: under an even load, its time and its pod have their share.</summary>
    /// <param name="pods">How many share the load.</param>
    /// <returns>Null where no request was served.</returns>
    public static Profile? Of(this EndedRound round, Profile profile, int pods)
    {
        var measurement = round.Result.Measurement;
        return measurement is { Requests: > 0, MeasuredSeconds: > 0 } ? profile with { Requests = measurement.Requests * profile.Seconds / measurement.MeasuredSeconds / pods } : null;
    }
}
