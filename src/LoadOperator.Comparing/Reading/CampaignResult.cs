using System.Text.Json;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Model;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Comparing.Reading;

/// <summary>The result of a campaign (<c>result.json</c>, or the object as the API returns it): of each metric the candidate's rounds.</summary>
internal static class CampaignResult
{
    /// <exception cref="MeasurementFormatException">It is no campaign, or one without rounds.</exception>
    public static MeasurementSet Read(string source, string text)
    {
        LoadCampaign? campaign;
        try
        {
            campaign = JsonSerializer.Deserialize<LoadCampaign>(text, ModelJson.Compact);
        }
        catch (JsonException exception)
        {
            throw new MeasurementFormatException(source, (int)(exception.LineNumber ?? 0) + 1, $"no result of a campaign: {exception.Message}");
        }

        if (campaign?.Status is not { } status) throw new MeasurementFormatException(source, "no result of a campaign: it has no status");
        if (status.Metrics is not { Count: > 0 } metrics || metrics.All(m => m.Candidate.N == 0))
            throw new MeasurementFormatException(source, $"the campaign has no rounds to compare: {status.Phase}, {status.Reason}");
        var counts = metrics.FirstOrDefault(m => m.Name == MetricName.ErrorRate.Text)?.Candidate;
        return new MeasurementSet
        {
            Source = source,
            IsCampaign = true,
            Series = [.. metrics.Select(m => new Series(new SeriesKey("", m.Name, m.Unit), m.Candidate.Values) { Requests = m.Candidate.Requests ?? counts?.Requests, Errors = m.Candidate.Errors ?? counts?.Errors, Gates = m.Gate })],
            Better = metrics.GroupBy(m => m.Unit).ToDictionary(g => g.Key, g => g.First().Better),
            Config = [.. ConfigOf(campaign, status)],
            Warnings = status.Phase == Phase.Failed ? [$"{source}: the campaign failed ({status.Reason}); its rounds are compared all the same"] : [],
        };
    }

    private static IEnumerable<ConfigLine> ConfigOf(LoadCampaign campaign, LoadCampaignStatus status)
    {
        yield return new ConfigLine("workload", JsonSerializer.Serialize(campaign.Spec.Workload.EffectiveScenarios, ModelJson.Compact));
        yield return new ConfigLine("load", JsonSerializer.Serialize(campaign.Spec.Load.EffectiveSimulations, ModelJson.Compact));
        foreach (var generator in status.Generators ?? [])
        {
            if (generator.Info is not { } info) continue;
            yield return new ConfigLine($"generator {generator.Index}", $"{info.Generator}, {info.Runtime}");
            yield return new ConfigLine($"cpu of generator {generator.Index}", info.CpuModel);
        }
    }
}
