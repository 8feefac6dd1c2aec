using System.Text.RegularExpressions;

namespace LoadOperator.Model.Templates;

/// <summary>A piece of a template: text, or a placeholder with its arguments.</summary>
public abstract record TemplatePart
{
    public sealed record Text(string Value) : TemplatePart;

    /// <summary>A new random UUID.</summary>
    public sealed record Uuid : TemplatePart;

    /// <summary>The number of the arrival in its round, counted over all generators, from 1.</summary>
    public sealed record Sequence : TemplatePart;

    /// <summary>An integer in [Min, Max], drawn from the round's seed: the same for both sides of a pair.</summary>
    public sealed record Random(long Min, long Max) : TemplatePart;

    /// <summary>A name that has a value: the campaign's own name, the round's, a variable of the workload, a column of a feed, or what an earlier step has extracted.</summary>
    public sealed record Variable(string Name) : TemplatePart;
}

/// <summary>Text with placeholders in double braces, in paths, header values and bodies.</summary>
public sealed partial class Template
{
    public const string Allowed = "placeholders {{uuid}}, {{seq}}, {{random MIN MAX}} (whole numbers, MIN ≤ MAX), {{campaign}}, {{round}} and names of variables, nothing else between double braces";

    private Template(IReadOnlyList<TemplatePart> parts) => Parts = parts;

    public IReadOnlyList<TemplatePart> Parts { get; }

    /// <summary>The names in the text that need a value.</summary>
    public IEnumerable<string> Variables => Parts.OfType<TemplatePart.Variable>().Select(v => v.Name).Distinct();

    /// <summary>The text when no placeholder is in it, otherwise null.</summary>
    public string? Constant => Parts switch
    {
        [] => "",
        [TemplatePart.Text text] => text.Value,
        _ => null,
    };

    /// <summary>The first placeholder that is none, or null when the text is a template (null is).</summary>
    public static string? ErrorIn(string? text)
    {
        if (text is null) return null;
        foreach (Match match in Placeholder().Matches(text))
            if (PartFor(match.Groups[1].Value) is null) return match.Value;
        var rest = Placeholder().Replace(text, "");
        return rest.IndexOf("{{", StringComparison.Ordinal) is var open and >= 0 ? rest[open..] : null;
    }

    /// <exception cref="FormatException">The text holds a placeholder that does not exist.</exception>
    public static Template Parse(string text)
    {
        var parts = new List<TemplatePart>();
        var end = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            if (match.Index > end) parts.Add(new TemplatePart.Text(text[end..match.Index]));
            parts.Add(PartFor(match.Groups[1].Value) ?? throw new FormatException($"{match.Value}: allowed are {Allowed}"));
            end = match.Index + match.Length;
        }

        if (end < text.Length) parts.Add(new TemplatePart.Text(text[end..]));
        return new Template(parts);
    }

    private static TemplatePart? PartFor(string placeholder) =>
        placeholder.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["uuid"] => new TemplatePart.Uuid(),
            ["seq"] => new TemplatePart.Sequence(),
            ["random", var min, var max] when long.TryParse(min, out var low) && long.TryParse(max, out var high) && low <= high => new TemplatePart.Random(low, high),
            [var name] when VariableName.IsValid(name) || VariableName.FeedColumn(name) is not null => new TemplatePart.Variable(name),
            _ => null,
        };

    [GeneratedRegex(@"\{\{(.*?)\}\}", RegexOptions.Singleline)]
    private static partial Regex Placeholder();
}
