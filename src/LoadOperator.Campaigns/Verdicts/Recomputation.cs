using System.Text.Json;
using System.Text.Json.Nodes;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>
/// A stored verdict, reached again from the values of the rounds that are stored with it. What a sentence says is not compared,
/// nor is why a campaign failed: that does not follow from its rounds.
/// </summary>
/// <param name="Figures">How many stored figures and words were compared.</param>
/// <param name="Differences">Where the stored status says something else.</param>
public sealed record Recomputation(int Figures, IReadOnlyList<Difference> Differences)
{
    /// <summary>Numbers agree when they differ by less than this share of them.</summary>
    public const double Tolerance = 1e-12;

    /// <exception cref="ArgumentException">The campaign has no metrics, or has not ended.</exception>
    public static Recomputation Of(LoadCampaign campaign)
    {
        if (campaign.Status is not { Metrics.Count: > 0, Rounds: { } rounds, Phase: Phase.Completed or Phase.Failed } status)
            throw new ArgumentException("the campaign has not ended, or holds no metrics", nameof(campaign));
        var plan = CampaignPlan.For(campaign.Metadata?.Name ?? "", campaign.Spec, rounds.Seed ?? 0, status.Baseline?.Restore());
        var state = new CampaignState { StartedAt = status.StartTime ?? default, Environment = status.Environment, Generators = BaselineCapture.FactsOf(status), Rounds = [.. RoundsOf(plan, status, rounds.Completed)], Profiles = [.. ProfilesOf(plan, status)], TargetChanges = ChangesOf(status) };
        var failure = status.Phase == Phase.Failed ? new Failure(status.Reason ?? "", status.Summary ?? "") : null;
        var verdict = CampaignVerdict.Of(plan, state, failure);
        var comparison = new StatusComparison(Tolerance);
        comparison.Compare("status", Node(Answer(status.Verdict, status.Severity, status.Metrics, status.Objectives)), Node(Answer(verdict.Verdict, verdict.Severity, [.. verdict.Metrics.Select(m => WithoutNewCounts(m, status))], verdict.Objectives?.Select(o => WithoutNewCounts(o, status)).ToList())));
        return new Recomputation(comparison.Compared, comparison.Differences);
    }

    /// <summary>Results of earlier versions do not hold the requests of profiled rounds: there is nothing to hold them against.</summary>
    private static MetricStatus WithoutNewCounts(MetricStatus metric, LoadCampaignStatus status)
    {
        static SideStatus? Like(SideStatus? side, SideStatus? stored) => side is not null && stored is { Requests: null } ? side with { Requests = null, Errors = null } : side;
        var stored = status.Metrics!.FirstOrDefault(m => m.Name == metric.Name);
        return IsOfTheTarget(metric.Name) && stored is not null ? metric with { Control = Like(metric.Control, stored.Control), Candidate = Like(metric.Candidate, stored.Candidate)! } : metric;
    }

    private static ObjectiveStatus WithoutNewCounts(ObjectiveStatus objective, LoadCampaignStatus status) =>
        IsOfTheTarget(objective.Metric) && status.Objectives?.FirstOrDefault(o => o.Metric == objective.Metric) is { Requests: null } ? objective with { Requests = null, Errors = null } : objective;

    private static bool IsOfTheTarget(string metric) => metric.StartsWith(MetricName.TargetPrefix, StringComparison.Ordinal);

    /// <summary>What had changed about the targets does not follow from the rounds either.</summary>
    private static IReadOnlyList<TargetChange> ChangesOf(LoadCampaignStatus status) => status.Reason == "TargetChanged" ? [new TargetChange(status.Summary ?? "", IsOutcome: status.Severity == Severity.Review)] : [];

    private static object Answer(Verdict? verdict, Severity? severity, IReadOnlyList<MetricStatus>? metrics, IReadOnlyList<ObjectiveStatus>? objectives) =>
        new { verdict, severity, metrics, objectives };

    private static JsonNode? Node(object answer) => JsonSerializer.SerializeToNode(answer, ModelJson.Compact);

    private static IEnumerable<RoundRecord> RoundsOf(CampaignPlan plan, LoadCampaignStatus status, int completed)
    {
        foreach (var side in plan.Sides)
        {
            SideStatus? Of(MetricStatus metric) => side == Side.Control ? metric.Control : metric.Candidate;
            var counts = status.Metrics!.Where(m => m.Name == MetricName.ErrorRate.Text).Select(Of).FirstOrDefault();
            for (var round = 0; round < completed; round++)
            {
                var values = new Dictionary<string, double>();
                if (side == Side.Candidate)
                    foreach (var objective in status.Objectives ?? []) Add(values, objective.Metric, objective.Values, round);
                foreach (var metric in status.Metrics!) Add(values, metric.Name, Of(metric)?.Values, round);
                yield return new RoundRecord(new RoundId(round + 1, 1, side), new RoundMeasurement { Requests = At(counts?.Requests, round), Errors = At(counts?.Errors, round), MeasuredSeconds = 0, Values = values, Scopes = ScopesOf(status, side, round), Generators = [] }, []);
            }
        }
    }

    /// <summary>Profiles of which nothing is known but what was asked for of the target: of the control, what is compared.</summary>
    private static IEnumerable<ProfileRecord> ProfilesOf(CampaignPlan plan, LoadCampaignStatus status)
    {
        var names = plan.TargetMetrics.Select(m => m.Text).ToHashSet();
        var metrics = status.Metrics!.Where(m => names.Contains(m.Name)).ToList();
        var sides = new Dictionary<Side, List<StoredValues>>
        {
            [Side.Control] = [.. metrics.Where(m => m.Control is not null).Select(m => new StoredValues(m.Name, m.Control!.Values, m.Control.Requests, m.Control.Errors))],
            [Side.Candidate] =
            [
                .. metrics.Select(m => new StoredValues(m.Name, m.Candidate.Values, m.Candidate.Requests, m.Candidate.Errors))
                    .Concat((status.Objectives ?? []).Where(o => names.Contains(o.Metric)).Select(o => new StoredValues(o.Metric, o.Values ?? [], o.Requests, o.Errors)))
                    .DistinctBy(v => v.Name),
            ],
        };
        // One that lacks a counter has no value, and is a profile all the same: its requests are there.
        var pairs = sides.Values.SelectMany(side => side).Select(v => Math.Max(v.Values.Count, v.Requests?.Count ?? 0)).DefaultIfEmpty(0).Max();
        return
            from side in sides
            let counts = side.Value.FirstOrDefault(v => v.Requests is not null)
            from pair in Enumerable.Range(0, pairs)
            select new ProfileRecord(pair + 1, side.Key, new RoundMeasurement { Requests = counts is null ? 1 : At(counts.Requests, pair), Errors = At(counts?.Errors, pair), Values = new Dictionary<string, double>(), Generators = [] }, null)
            {
                Target = side.Value.Where(v => pair < v.Values.Count).ToDictionary(v => v.Name, v => v.Values[pair]),
            };
    }

    private static Dictionary<string, RequestCounts> ScopesOf(LoadCampaignStatus status, Side side, int round)
    {
        var metrics = status.Metrics!.Select(m => (m.Name, Of: side == Side.Control ? m.Control : m.Candidate)).Select(m => (m.Name, m.Of?.Requests, m.Of?.Errors));
        var objectives = (status.Objectives ?? []).Where(_ => side == Side.Candidate).Select(o => (Name: o.Metric, o.Requests, o.Errors));
        return metrics.Concat(objectives).Select(m => (MetricName.Parse(m.Name).Scope, m.Requests, m.Errors)).Where(m => m.Scope is not null)
            .DistinctBy(m => m.Scope).ToDictionary(m => $"{m.Scope}", m => new RequestCounts(At(m.Requests, round), At(m.Errors, round)));
    }

    /// <summary>A value that a round did not have is not stored: then the last rounds are short of one.</summary>
    private static void Add(Dictionary<string, double> values, string metric, IReadOnlyList<double>? stored, int round)
    {
        if (stored is not null && round < stored.Count) values[metric] = stored[round];
    }

    private static long At(IReadOnlyList<long>? counts, int round) => counts is not null && round < counts.Count ? counts[round] : 0;

    private sealed record StoredValues(string Name, IReadOnlyList<double> Values, IReadOnlyList<long>? Requests, IReadOnlyList<long>? Errors);
}

/// <summary>A place where a stored status and its recomputation differ.</summary>
/// <param name="Path">The field: <c>status.metrics[0].welch.t</c>.</param>
/// <param name="Stored">What is stored; "nothing" where the field is missing.</param>
/// <param name="Recomputed">What comes out.</param>
public sealed record Difference(string Path, string Stored, string Recomputed);
