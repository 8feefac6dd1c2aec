using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Cli.Profiles;

/// <summary>Takes profiles of targets on this machine, and says what they show.</summary>
/// <param name="verified">The earlier campaign whose findings are looked at again; null where there is none.</param>
internal sealed class LocalProfiler(CampaignPlan plan, LocalTargets targets, ProfiledProcesses processes, LoadCampaign? verified, ResultFolder results, TimeProvider clock) : IProfiler
{
    private readonly Dictionary<Side, List<Profile>> _profiles = new() { [Side.Control] = [], [Side.Candidate] = [] };

    public async Task<ProfiledRound> CaptureAsync(CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation)
    {
        var file = results.ProfilePath(step.Side, $"{step.Id}.nettrace");
        EndedRound? round = null;
        try
        {
            var target = processes.Of(step.Side) ?? new CaptureTarget.Process(ListeningProcess.Of(new Uri(targets.Of(step.Side).Url)));
            // The trace begins before the load does and ends after it: what belongs to the round is cut out of it.
            await using var capture = await EventPipeCapture.StartAsync(target, file, clock, cancellation);
            round = await run();
            var outcome = await capture.StopAsync(cancellation);
            var measurement = round.Result.Measurement;
            if (measurement.Requests == 0) return new ProfiledRound(round, "no request was served during the trace");
            var from = round.Result.StartedAt + round.Plan.WarmUp.Value;
            ProfileNote.Of(outcome, measurement.Requests, new TimeWindow(from, from + TimeSpan.FromSeconds(measurement.MeasuredSeconds))).WriteBeside(file);
            _profiles[step.Side].Add(ProfileReader.Read(file));
            return new ProfiledRound(round, outcome.Partial);
        }
        catch (Exception exception) when (exception is CaptureException or ProfileFormatException or IOException or UnauthorizedAccessException)
        {
            return new ProfiledRound(round, exception.Message);
        }
    }

    /// <summary>What the profiles show; null where there are none. Writes the pictures.</summary>
    public AttributionStatus? Attribute(CampaignState state, LoadCampaignStatus status)
    {
        if (state.Profiles.Count == 0) return null;
        // A pair of which one profile is missing is none.
        var pairs = Math.Min(_profiles[Side.Control].Count, _profiles[Side.Candidate].Count);
        List<Profile> control = [.. _profiles[Side.Control].Take(pairs)], candidate = [.. _profiles[Side.Candidate].Take(pairs)];
        var deciding = status.Metrics?.FirstOrDefault(m => m.Name == status.Headline?.Metric);
        var latency = deciding is null ? null : $"{deciding.Name} {Figures.Delta(deciding.Delta, deciding.Scale)}";
        var attribution = AttributionStatuses.Of(ProfileComparer.Compare(control, candidate), latency);
        List<string> notes = [.. attribution.Notes ?? [], .. state.Profiles.Select(p => p.Trouble).OfType<string>().Select(trouble => $"no more profiles were taken: {trouble}")];
        if (pairs > 0 && ProfileFiles.WritePictures(results.ProfilesPath, $"{plan.Name}: {plan.Spec.Candidate.DisplayName} against {plan.Against}", attribution.Summary, control, candidate) is { } missing) notes.Add(missing);
        var verification = verified?.Status?.Attribution is { } earlier ? Verifications.Of(verified.Metadata.Name, earlier, control, candidate) : null;
        return attribution with { Overhead = ProfilingOverhead.Of(state, plan), Verification = verification, Notes = notes.Count > 0 ? notes : null };
    }
}
