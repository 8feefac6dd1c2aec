using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>The variables that placeholders name, each with what has a value at that point.</summary>
internal static class Placeholders
{
    private static readonly IReadOnlyList<string> BuiltIn = ["{{uuid}}", "{{seq}}", "{{random MIN MAX}}"];

    /// <param name="path">Of the scenarios.</param>
    /// <param name="names">What has a value from the beginning.</param>
    public static IEnumerable<Reference> Of(IReadOnlyList<Scenario> scenarios, string path, IEnumerable<string> names) =>
        from scenario in scenarios.Select((scenario, i) => (scenario.Steps, Path: $"{path}[{i}]"))
        from reference in OfSteps(scenario.Steps, scenario.Path, [.. names])
        select reference;

    public static IEnumerable<Reference> Of(HttpRequest request, string path, IReadOnlyList<string> names) =>
        Of(request.Path, $"{path}.path", names).Concat(Of(request.Headers, $"{path}.headers", names)).Concat(Of(request.Body, $"{path}.body", names));

    public static IEnumerable<Reference> Of(IReadOnlyDictionary<string, string> headers, string path, IReadOnlyList<string> names) =>
        headers.SelectMany(header => Of(header.Value, $"{path}.{header.Key}", names));

    private static IEnumerable<Reference> OfSteps(IReadOnlyList<Step> steps, string path, List<string> names)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var reference in Of(steps[i].Http, $"{path}.steps[{i}].http", names)) yield return reference;
            names = [.. names, .. steps[i].Extract?.Select(e => e.Name) ?? []];
        }
    }

    private static IEnumerable<Reference> Of(string? text, string path, IReadOnlyList<string> names) =>
        text is null || Template.ErrorIn(text) is not null
            ? []
            : Template.Parse(text).Variables.Select(name => new Reference(path, $"{{{{{name}}}}}", [.. BuiltIn, .. names.Distinct().Select(n => $"{{{{{n}}}}}")]));
}
