using LoadOperator.Hosting;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Cli.Profiles;

/// <summary>A round whose target is asked for its profiles by pprof.</summary>
internal static class LocalPprof
{
    /// <param name="file">Where the profile is kept.</param>
    /// <param name="run">Runs the round.</param>
    /// <returns>The round, and its profile; null where no request was served.</returns>
    /// <exception cref="CaptureException">There is no profile to be had.</exception>
    /// <exception cref="ProfileFormatException">What the target answers is none.</exception>
    public static async Task<(EndedRound Round, Profile? Profile)> RunAsync(PprofProfiles asked, TargetAddress target, TimeSpan warmUp, string file, Func<Task<EndedRound>> run, TimeProvider clock, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        var capture = new PprofCapture(client, RootOf(asked, target));
        await capture.ProbeAsync(cancellation);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = run();
        var profiling = ProfileAsync(given.Token);
        EndedRound round;
        try
        {
            round = await running;
        }
        catch
        {
            await given.CancelAsync();
            await ((Task)profiling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var profile = await profiling;
        var measurement = round.Result.Measurement;
        if (measurement.Requests == 0) return (round, null);
        // Under an even load, the time of the profile has its share of the requests.
        var note = new ProfileNote { Requests = measurement.Requests * profile.Seconds / measurement.MeasuredSeconds, Seconds = profile.Seconds, Partial = profile.Partial };
        note.WriteBeside(file);
        return (round, profile with { Requests = note.Requests });

        async Task<Profile> ProfileAsync(CancellationToken token)
        {
            // All of it within the load.
            await Task.Delay(warmUp + PprofProfiles.Margin, clock, token);
            return await capture.RunAsync(asked.Duration.Value, file, token);
        }
    }

    private static Uri RootOf(PprofProfiles asked, TargetAddress target)
    {
        var url = new UriBuilder(target.Url) { Path = asked.Path, Query = "" };
        if (asked.Port is { } port) (url.Port, url.Scheme) = (port, Uri.UriSchemeHttp);
        return url.Uri;
    }
}
