using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>Rows of data, of which every run of a scenario that uses them gets one.</summary>
public sealed record Feed : IHasRules<Feed>
{
    private const string Kinds = "must end in .csv (comma-separated, the first line names the columns) or .json (a list of objects)";

    [Description("The feed's name: steps write {{name.column}}.")]
    [Length(1, 63)]
    [Format(VariableName.Pattern, VariableName.Allowed)]
    public required string Name { get; init; }

    [Description("Which row a run of a scenario gets.")]
    public FeedStrategy Strategy { get; init; } = FeedStrategy.Sequential;

    [Description("Where the rows are in a cluster: an entry of a ConfigMap in the campaign's namespace, of up to 1 MiB.")]
    public KeyReference? ConfigMapKeyRef { get; init; }

    [Description("Where the rows are with loadctl run: a file, relative to the manifest's folder, of up to 1 MiB.")]
    [Length(1, 1024)]
    public string? File { get; init; }

    /// <summary>What a generator finds the rows under, in its data folder.</summary>
    /// <param name="source">The name of what they come from, whose ending says what they are.</param>
    public string FileName(string source) => Name + Path.GetExtension(source);

    public static IReadOnlyList<Rule<Feed>> Rules { get; } =
    [
        new("name", VariableName.NotReserved, VariableName.NotReservedInCel, feed => !VariableName.IsReserved(feed.Name)),
        new("", "needs configMapKeyRef (in a cluster), file (with loadctl run) or both", "has(self.configMapKeyRef) || has(self.file)", feed => feed.ConfigMapKeyRef is not null || feed.File is not null),
        new("configMapKeyRef.key", Kinds, "!has(self.configMapKeyRef) || self.configMapKeyRef.key.endsWith('.csv') || self.configMapKeyRef.key.endsWith('.json')", feed => IsKnown(feed.ConfigMapKeyRef?.Key)),
        new("file", Kinds, "!has(self.file) || self.file.endsWith('.csv') || self.file.endsWith('.json')", feed => IsKnown(feed.File)),
    ];

    private static bool IsKnown(string? file) => file is null || file.EndsWith(".csv", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal);
}
