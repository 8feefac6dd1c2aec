using System.Text.Json;
using System.Text.RegularExpressions;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Schema.Crd;

namespace LoadOperator.Model.Manifests;

/// <summary>A file that holds one baseline with its revisions, and everything that is wrong with it.</summary>
/// <param name="Baseline">The baseline; null where there are errors.</param>
public sealed partial record BaselineManifest(Baseline? Baseline, IReadOnlyList<Problem> Problems)
{
    /// <summary>What a baseline may be called.</summary>
    public const string AllowedName = "up to 52 lower-case letters, digits and '-', starting and ending with a letter or digit";

    private const string ApiVersion = $"{LoadCampaign.ApiGroup}/{LoadCampaign.Version}";

    /// <summary>Reads YAML or JSON, as strictly as a campaign.</summary>
    public static BaselineManifest Read(TextReader text)
    {
        var problems = new List<Problem>();
        var documents = new NodeReader(problems).Read(text).Where(d => d is not Node.Scalar { IsNull: true }).ToList();
        if (documents is not [Node.Mapping mapping])
        {
            if (problems.Count == 0) problems.Add(new Problem(ProblemLevel.Error, new Position(1, 1), "", null, $"must hold one {Model.Baselines.Baseline.KindName}, but holds {(documents is [var other] ? other.Describe() : $"{documents.Count} documents")}"));
            return new BaselineManifest(null, problems);
        }

        var baseline = Bind(mapping, problems);
        return new BaselineManifest(problems.Count == 0 ? baseline : null, [.. problems.OrderBy(p => p.Position.Line).ThenBy(p => p.Position.Column)]);
    }

    /// <summary>One document of a file.</summary>
    internal static Baseline? Bind(Node.Mapping mapping, List<Problem> problems)
    {
        var before = problems.Count;
        Require(mapping, "apiVersion", ApiVersion, problems);
        Require(mapping, "kind", Model.Baselines.Baseline.KindName, problems);
        if (problems.Count > before) return null;
        var binder = new Binder(problems);
        // The status follows from the spec and the time: what is written there is not read.
        var baseline = (Baseline?)binder.Bind(mapping with { Entries = [.. mapping.Entries.Where(e => e.Key != "status")] }, typeof(Baseline), "");
        if (baseline?.Metadata is { Name: null } && !binder.IsBroken("metadata")) problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf("metadata"), "metadata.name", null, "is missing"));
        else if (baseline?.Metadata?.Name is { } name && !IsName(name)) problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf("metadata.name"), "metadata.name", name, "allowed: " + AllowedName));
        if (baseline?.Spec is not null)
        {
            foreach (var violation in Constraints.Check(baseline.Spec, "spec", binder.IsBroken))
                problems.Add(new Problem(ProblemLevel.Error, binder.PositionOf(violation.Path), violation.Path, violation.Value, violation.Allowed));
        }

        return baseline;
    }

    /// <summary>Whether a baseline may be called this: its revisions add their number.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>The object as text that <see cref="Read"/> takes.</summary>
    public static string Write<T>(T value, bool asJson) =>
        asJson ? JsonSerializer.Serialize(value, ModelJson.Indented) + "\n" : CrdText.ToYaml(JsonSerializer.SerializeToNode(value, ModelJson.Compact)!);

    private static void Require(Node.Mapping mapping, string key, string allowed, List<Problem> problems)
    {
        var entry = mapping.Entries.FirstOrDefault(e => e.Key == key);
        var text = entry?.Value is Node.Scalar { IsNull: false } scalar ? scalar.Text : null;
        if (text != allowed) problems.Add(new Problem(ProblemLevel.Error, entry?.Value.Position ?? mapping.Position, key, text, text is null ? $"is missing; allowed: {allowed}" : $"allowed: {allowed}"));
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?\z")]
    private static partial Regex Name();
}
