using LoadOperator.Model;
using LoadOperator.Model.Manifests;
using LoadOperator.Operator.Generators;

namespace LoadOperator.Operator.Campaigns;

/// <summary>
/// Whether a campaign can be carried out here. The API server has checked most of it; an older one knows no rules, and what may be loaded is
/// this operator's to say.
/// </summary>
internal static class Admission
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Refuse(LoadCampaign campaign, OperatorSettings settings)
    {
        var problems = Constraints.Check(campaign.Spec, "spec").Select(v => v.Value is null ? $"{v.Path}: {v.Allowed}" : $"{v.Path}: '{v.Value}'; {v.Allowed}").ToList();
        problems.AddRange(WorkloadData.ProblemsOf(campaign.Spec.Workload));
        if (campaign.Metadata.Name.Length > Names.LongestCampaign) problems.Insert(0, $"metadata.name: has {campaign.Metadata.Name.Length} characters; allowed: up to {Names.LongestCampaign}, as the names of pods add to it");
        foreach (var (path, url) in new[] { ("spec.candidate.url", campaign.Spec.Candidate.Url), ("spec.comparison.control.url", campaign.Spec.Comparison.Control?.Url) })
        {
            if (url is not null && Uri.TryCreate(url, UriKind.Absolute, out var uri) && !settings.AllowedHosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase))
                problems.Add($"{path}: '{url}'; in this cluster a campaign may load Services of its own namespace; the operator's configuration names no host {uri.Host}");
        }

        foreach (var (path, service) in new[] { ("spec.candidate.service.namespace", campaign.Spec.Candidate.Service), ("spec.comparison.control.service.namespace", campaign.Spec.Comparison.Control?.Service) })
        {
            if (service?.Namespace is { } other && other != campaign.Metadata.NamespaceProperty && !settings.AllowedNamespaces.Contains(other, StringComparer.Ordinal))
                problems.Add($"{path}: '{other}'; in this cluster a campaign may load Services of its own namespace; the operator's configuration names no namespace {other}");
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
