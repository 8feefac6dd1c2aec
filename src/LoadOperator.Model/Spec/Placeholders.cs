using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>The variables that placeholders name, each with what has a value at that point.</summary>
internal static class Placeholders
{
    private static readonly IReadOnlyList<string> BuiltIn = ["{{uuid}}", "{{seq}}", "{{random MIN MAX}}"];

    /// <param name="path">Of the scenarios.</param>
    /// <param name="known">What has a value from the beginning.</param>
    public static IEnumerable<Reference> Of(IReadOnlyList<Scenario> scenarios, string path, KnownNames known) =>
        scenarios.SelectMany((scenario, i) => OfSteps(scenario.Steps, $"{path}[{i}]", known));

    public static IEnumerable<Reference> Of(HttpRequest request, string path, KnownNames known) =>
        Of(request.Path, $"{path}.path", known).Concat(Of(request.Headers, $"{path}.headers", known)).Concat(Of(request.Body, $"{path}.body", known));

    private static IEnumerable<Reference> Of(GrpcRequest request, string path, KnownNames known) =>
        Of(request.Message, $"{path}.message", known).Concat(Of(request.Metadata, $"{path}.metadata", known));

    public static IEnumerable<Reference> Of(IReadOnlyDictionary<string, string> headers, string path, KnownNames known) =>
        headers.SelectMany(header => Of(header.Value, $"{path}.{header.Key}", known));

    private static IEnumerable<Reference> OfSteps(IReadOnlyList<Step> steps, string path, KnownNames known)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var step = $"{path}.steps[{i}]";
            if (steps[i].Http is { } http)
                foreach (var reference in Of(http, $"{step}.http", known)) yield return reference;
            if (steps[i].Grpc is { } grpc)
                foreach (var reference in Of(grpc, $"{step}.grpc", known)) yield return reference;
            known = known with { Variables = [.. known.Variables.Union(steps[i].Extract?.Select(e => e.Name) ?? [])] };
        }
    }

    private static IEnumerable<Reference> Of(string? text, string path, KnownNames known) =>
        text is null || Template.ErrorIn(text) is not null
            ? []
            : Template.Parse(text).Variables.Select(name => new Reference(path, Braced(name), [.. BuiltIn, .. known.Variables.Select(Braced), .. known.Feeds.SelectMany(feed => OfFeed(name, feed.Key, feed.Value)).Select(Braced)]));

    /// <summary>Where nobody has seen the feed's rows yet, it may have any column.</summary>
    private static IEnumerable<string> OfFeed(string name, string feed, IReadOnlyList<string>? columns) =>
        columns?.Select(column => $"{feed}.{column}") ?? [VariableName.FeedColumn(name)?.Feed == feed ? name : $"{feed}.COLUMN"];

    private static string Braced(string name) => $"{{{{{name}}}}}";
}

/// <summary>What has a value at some point of a scenario.</summary>
/// <param name="Variables">Names of variables.</param>
/// <param name="Feeds">Feeds with the names of their columns, or null where those are not known.</param>
internal sealed record KnownNames(IReadOnlyList<string> Variables, IReadOnlyDictionary<string, IReadOnlyList<string>?> Feeds);
