using System.Globalization;
using System.Text;
using LoadOperator.Model;
using LoadOperator.Model.Templates;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What placeholders stand for in one run of a scenario.</summary>
internal struct TemplateValues(long sequence, SeededRandom random)
{
    public readonly long Sequence => sequence;

    private SeededRandom _random = random;

    public long NextInteger(long min, long max) => _random.NextInteger(min, max);
}

/// <summary>A template with its variables filled in, ready to be rendered for every request.</summary>
internal sealed class CompiledTemplate
{
    private readonly IReadOnlyList<TemplatePart> _parts;
    private readonly string? _constant;

    public CompiledTemplate(string text, IReadOnlyDictionary<string, string> variables)
    {
        _parts = [.. Template.Parse(text).Parts.Select(part => part is TemplatePart.Variable v ? new TemplatePart.Text(variables.GetValueOrDefault(v.Name, "")) : part)];
        if (_parts.All(p => p is TemplatePart.Text)) _constant = string.Concat(_parts.Cast<TemplatePart.Text>().Select(p => p.Value));
    }

    /// <summary>Whether the text is the same every time.</summary>
    public bool IsConstant => _constant is not null;

    public string Render(ref TemplateValues values)
    {
        if (_constant is not null) return _constant;
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            _ = part switch
            {
                TemplatePart.Text literal => text.Append(literal.Value),
                // UUIDs must be unique, or services that check would refuse the second side: the one thing that no seed repeats.
                TemplatePart.Uuid => text.Append(Guid.NewGuid().ToString()),
                TemplatePart.Sequence => text.Append(CultureInfo.InvariantCulture, $"{values.Sequence}"),
                TemplatePart.Random random => text.Append(CultureInfo.InvariantCulture, $"{values.NextInteger(random.Min, random.Max)}"),
                _ => throw new InvalidOperationException($"no rendering for {part}"),
            };
        }

        return text.ToString();
    }
}
