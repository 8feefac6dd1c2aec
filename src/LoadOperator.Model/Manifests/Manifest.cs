using System.Text.RegularExpressions;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Schema.Crd;

namespace LoadOperator.Model.Manifests;

/// <summary>What a manifest file holds, and everything that is wrong with it.</summary>
public sealed partial record Manifest(IReadOnlyList<LoadCampaign> Campaigns, IReadOnlyList<Problem> Problems)
{
    private const string Kinds = $"{LoadCampaign.KindName}, {Baseline.KindName}";
    private const string ApiVersion = $"{LoadCampaign.ApiGroup}/{LoadCampaign.Version}";

    public bool HasErrors => Problems.Any(p => p.Level == ProblemLevel.Error);

    /// <summary>
    /// Reads a file of one or more YAML (or JSON) documents. Objects of other API groups are passed over. The campaigns
    /// returned are those without an error; baselines are checked alone.
    /// </summary>
    public static Manifest Read(TextReader text)
    {
        var problems = new List<Problem>();
        var campaigns = new List<LoadCampaign>();
        var documents = new NodeReader(problems).Read(text);
        var found = false;
        foreach (var document in documents)
        {
            if (document is Node.Scalar { IsNull: true }) continue;
            var own = new List<Problem>();
            var campaign = ReadObject(document, own, ref found);
            problems.AddRange(own);
            if (campaign is not null && own.All(p => p.Level != ProblemLevel.Error)) campaigns.Add(campaign);
        }

        if (!found && problems.Count == 0) problems.Add(new Problem(ProblemLevel.Error, new Position(1, 1), "", null, $"holds no {LoadCampaign.KindName}"));
        return new Manifest(campaigns, [.. problems.OrderBy(p => p.Position.Line).ThenBy(p => p.Position.Column)]);
    }

    private static LoadCampaign? ReadObject(Node document, List<Problem> problems, ref bool found)
    {
        if (document is not Node.Mapping mapping)
        {
            problems.Add(new Problem(ProblemLevel.Error, document.Position, "", null, $"must be a map of fields, but is {document.Describe()}"));
            return null;
        }

        var apiVersion = Text(mapping, "apiVersion");
        var kind = Text(mapping, "kind");
        if (apiVersion is not null && !IsOurs(apiVersion) && kind != LoadCampaign.KindName) return null;
        found = true;
        if (kind == Baseline.KindName)
        {
            BaselineManifest.Bind(mapping, problems);
            return null;
        }

        if (apiVersion is null) problems.Add(new Problem(ProblemLevel.Error, mapping.Position, "apiVersion", null, $"is missing; allowed: {ApiVersion}"));
        else if (apiVersion != ApiVersion) problems.Add(new Problem(ProblemLevel.Error, PositionOf(mapping, "apiVersion"), "apiVersion", apiVersion, $"allowed: {ApiVersion}"));
        if (kind != LoadCampaign.KindName)
        {
            problems.Add(new Problem(ProblemLevel.Error, PositionOf(mapping, "kind"), "kind", kind, kind is null ? $"is missing; allowed: {Kinds}" : $"allowed: {Kinds}"));
            return null;
        }

        // What the operator wrote is not the user's to get wrong.
        var written = mapping with { Entries = [.. mapping.Entries.Where(e => e.Key != "status")] };
        var binder = new Binder(problems);
        var campaign = (LoadCampaign?)binder.Bind(written, typeof(LoadCampaign), "");
        if (campaign is null) return null;
        CheckName(campaign, binder, problems);
        if (campaign.Spec is null) return null;
        foreach (var violation in Constraints.Check(campaign.Spec, "spec", binder.IsBroken))
            problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf(violation.Path), violation.Path, violation.Value, violation.Allowed));
        if (problems.Count == 0)
            problems.AddRange(Advice.For(campaign.Spec).Select(a => new Problem(ProblemLevel.Warning, binder.PositionOf(a.Path), a.Path, a.Value, a.Allowed)));
        return campaign;
    }

    private static void CheckName(LoadCampaign campaign, Binder binder, List<Problem> problems)
    {
        const string Allowed = " lower-case letters, digits and '-', starting and ending with a letter or digit";
        var name = campaign.Metadata?.Name;
        if (campaign.Metadata?.GenerateName is { Length: > 0 } && name is null) return;
        if (name is null && !binder.IsBroken("metadata"))
            problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf("metadata"), "metadata.name", null, "is missing"));
        else if (name is not null && (name.Length > CampaignCrd.LongestName || !DnsLabel().IsMatch(name)))
            problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf("metadata.name"), "metadata.name", name, $"allowed: up to {CampaignCrd.LongestName}{Allowed}"));
        if (campaign.Metadata?.NamespaceProperty is { } space && !DnsLabel().IsMatch(space))
            problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf("metadata.namespace"), "metadata.namespace", space, "allowed: up to 63" + Allowed));
    }

    private static bool IsOurs(string apiVersion) => apiVersion == LoadCampaign.ApiGroup || apiVersion.StartsWith(LoadCampaign.ApiGroup + "/", StringComparison.Ordinal) || !apiVersion.Contains('/') && apiVersion != "v1";

    private static string? Text(Node.Mapping mapping, string key) =>
        mapping.Entries.FirstOrDefault(e => e.Key == key)?.Value is Node.Scalar { IsNull: false } scalar ? scalar.Text : null;

    private static Position PositionOf(Node.Mapping mapping, string key) =>
        mapping.Entries.FirstOrDefault(e => e.Key == key)?.Value.Position ?? mapping.Position;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex DnsLabel();
}
