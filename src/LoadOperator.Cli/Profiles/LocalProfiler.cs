using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Hosting;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;

namespace LoadOperator.Cli.Profiles;

/// <summary>Takes profiles of targets on this machine, and says what they show.</summary>
/// <param name="verified">The earlier campaign whose findings are looked at again; null where there is none.</param>
internal sealed class LocalProfiler(CampaignPlan plan, LocalTargets targets, ProfiledProcesses processes, LoadCampaign? verified, ResultFolder results, TimeProvider clock) : IProfiler
{
    private const string NoRequests = "no request was served while the target was profiled";

    private readonly TakenProfiles _taken = new(plan);

    public Task<ProfiledRound> CaptureAsync(CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation) =>
        plan.Spec.Profiling?.Pprof is { } pprof ? AskAsync(pprof, step, run, cancellation) : LookAsync(step, run, cancellation);

    private async Task<ProfiledRound> AskAsync(PprofProfiles pprof, CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        EndedRound? round = null;
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
            var answer = await PprofRound.RunAsync(client, RootOf(pprof, targets.Of(step.Side)), pprof, plan.Spec.Load.WarmUp.Value, async () => round = await run(), clock, cancellation);
            var file = results.ProfilePath(step.Side, step.Id + PprofAnswer.Extension);
            answer.WriteTo(file);
            if (round!.Of(answer.ToProfile(file), pods: 1) is not { } profile) return new ProfiledRound(round, NoRequests);
            new ProfileNote { Requests = profile.Requests, Seconds = profile.Seconds, Partial = profile.Partial }.WriteBeside(file);
            _taken.Add(step.Side, profile);
            return new ProfiledRound(round, profile.Partial, TargetFigures.Of(profile, plan));
        }
        catch (Exception exception) when (exception is CaptureException or ProfileFormatException or IOException or UnauthorizedAccessException)
        {
            return new ProfiledRound(round, exception.Message);
        }
    }

    private static Uri RootOf(PprofProfiles pprof, TargetAddress target)
    {
        var url = new UriBuilder(target.Url) { Path = pprof.Path, Query = "" };
        if (pprof.Port is { } port) (url.Port, url.Scheme) = (port, Uri.UriSchemeHttp);
        return url.Uri;
    }

    private async Task<ProfiledRound> LookAsync(CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        EndedRound? round = null;
        try
        {
            // It begins before the load does and ends after it: what belongs to the round is cut out of it.
            await using var capture = await StartAsync(step, cancellation);
            round = await run();
            var outcome = await capture.StopAsync(cancellation);
            var measurement = round.Result.Measurement;
            if (measurement.Requests == 0) return new ProfiledRound(round, NoRequests);
            var window = round.MeasuredUntil(outcome.EndedAt);
            var profile = outcome.Read(measurement.Requests, window);
            _taken.Add(step.Side, profile);
            if (outcome.File is null) ProfileNote.Of(outcome, measurement.Requests, window).WriteBeside(results.ProfilePath(step.Side, $"{step.Id}.counters"));
            return new ProfiledRound(round, outcome.Partial, TargetFigures.Of(profile, plan));
        }
        catch (Exception exception) when (exception is CaptureException or ProfileFormatException or IOException or UnauthorizedAccessException)
        {
            return new ProfiledRound(round, exception.Message);
        }
    }

    private async Task<ICapture> StartAsync(CampaignStep.Profile step, CancellationToken cancellation)
    {
        var (named, address) = (processes.Of(step.Side), new Uri(targets.Of(step.Side).Url));
        if (plan.Spec.Profiling?.Counters is not null) return CounterCapture.Start(named ?? new CaptureTarget.Processes(ListeningProcess.AllOf(address)), clock);
        return await EventPipeCapture.StartAsync(named ?? new CaptureTarget.Process(ListeningProcess.Of(address)), results.ProfilePath(step.Side, $"{step.Id}.nettrace"), clock, cancellation);
    }

    /// <summary>What the profiles show; null where there are none. Writes the pictures.</summary>
    public AttributionStatus? Attribute(CampaignState state, LoadCampaignStatus status)
    {
        if (_taken.Attribute(state, status, verified) is not { } attribution) return null;
        if (!_taken.HasStacks || ProfileFiles.WritePictures(results.ProfilesPath, $"{plan.Name}: {plan.Spec.Candidate.DisplayName} against {plan.Against}", attribution.Summary, _taken.Control, _taken.Candidate) is not { } missing) return attribution;
        return attribution with { Notes = [.. attribution.Notes ?? [], missing] };
    }
}
