using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>
/// Takes the candidate's rounds of a finished campaign. Only of one that passed, or of a self-test, which has nothing to pass:
/// from anything else the next candidate would be measured against what this one was refused for.
/// </summary>
public static class BaselineCapture
{
    /// <param name="campaign">A campaign with its status.</param>
    /// <param name="revision">The number that the revision gets.</param>
    /// <param name="image">What the candidate ran, where the campaign does not know; null where nobody does.</param>
    /// <exception cref="ArgumentException">The campaign is not one to take a baseline from.</exception>
    public static BaselineSample Of(LoadCampaign campaign, int revision, string? image = null)
    {
        if (Refusal(campaign) is { } refusal) throw new ArgumentException(refusal);
        var status = campaign.Status!;
        var rounds = RoundsOf(status)!;
        var known = ImagesOf(status);
        if (image is not null && known.Count > 0 && !known.SequenceEqual([image], StringComparer.Ordinal)) throw new ArgumentException($"the campaign says itself which images it measured: {string.Join(", ", known)}; not '{image}'");
        return new BaselineSample
        {
            Revision = revision,
            Campaign = campaign.Metadata?.Name ?? "",
            StartTime = status.StartTime!.Value,
            Verdict = status.Verdict!.Value,
            Images = known.Count > 0 || image is null ? known : [image],
            Fingerprint = Fingerprint.Of(campaign.Spec, FactsOf(status), status.Environment?.Candidate),
            Requests = rounds.Requests!,
            Errors = rounds.Errors!,
            // A metric that some round has no value of is none to compare with.
            Metrics = [.. status.Metrics!.Where(m => m.Candidate.Values.Count == rounds.Requests!.Count && MetricName.Parse(m.Name).TargetCounter is null).Select(m => new BaselineMetric { Name = m.Name, Unit = m.Unit, Values = m.Candidate.Values, Requests = IsScoped(m) ? m.Candidate.Requests : null, Errors = IsScoped(m) ? m.Candidate.Errors : null })],
        };
    }

    /// <summary>Why no baseline can be taken of the campaign, or null where one can.</summary>
    public static string? Refusal(LoadCampaign campaign)
    {
        if (campaign.Status is not { Phase: Phase.Completed or Phase.Failed } status) return $"a baseline needs a campaign that has ended; this one is {campaign.Status?.Phase.ToString() ?? "without a status"}";
        if (!MayBeTaken(campaign.Spec, status)) return $"a baseline is taken only from a campaign that passed, or from a self-test; this one is {status.Verdict?.ToString() ?? $"{status.Phase}"} ({status.Reason}): {status.Summary}";
        if (RoundsOf(status) is not { Requests.Count: >= Model.Spec.Rounds.Fewest, Errors: not null }) return $"the campaign holds fewer than {Model.Spec.Rounds.Fewest} rounds of the candidate";
        return status.StartTime is null ? "the campaign does not say when it began" : null;
    }

    private static SideStatus? RoundsOf(LoadCampaignStatus status) => status.Metrics?.FirstOrDefault(m => m.Name == MetricName.ErrorRate.Text)?.Candidate;

    private static bool IsScoped(MetricStatus metric) => metric.Scenario is not null || metric.Step is not null;

    /// <summary>The generators as a status describes them.</summary>
    public static IReadOnlyList<GeneratorFacts> FactsOf(LoadCampaignStatus status) =>
        [.. (status.Generators ?? []).Where(g => g.Info is not null).Select(g => new GeneratorFacts(g.Info!, g.NotEnforced ?? [], g.Pod))];

    /// <summary>The images of the candidate's containers, by digest.</summary>
    private static List<string> ImagesOf(LoadCampaignStatus status) =>
        [.. (status.Environment?.Candidate?.Containers ?? []).Select(c => c.ImageId).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private static bool MayBeTaken(LoadCampaignSpec spec, LoadCampaignStatus status) =>
        Gate.Of(status) == GateAnswer.Passed
        || (spec.Comparison.EffectiveMode == ComparisonMode.SelfTest && status is { Phase: Phase.Completed, Verdict: Verdict.NotCompared, Severity: null or Severity.None }
            && (status.Objectives ?? []).All(o => o.State == ObjectiveState.Met));
}
