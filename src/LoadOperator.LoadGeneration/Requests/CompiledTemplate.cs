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

/// <summary>A template with its variables filled in and its text encoded, ready to be rendered for every request.</summary>
internal sealed class CompiledTemplate
{
    private readonly Part[] _parts;

    /// <param name="encode">What is done to the text between placeholders, and to variables.</param>
    public CompiledTemplate(string text, IReadOnlyDictionary<string, string> variables, Func<string, string>? encode = null)
    {
        _parts =
        [
            .. Template.Parse(text).Parts.Select(part => part switch
            {
                TemplatePart.Text literal => new Part(part, Encode(literal.Value)),
                TemplatePart.Variable variable => new Part(new TemplatePart.Text(""), Encode(variables.GetValueOrDefault(variable.Name, ""))),
                _ => new Part(part, []),
            }),
        ];

        byte[] Encode(string value) => Encoding.UTF8.GetBytes(encode is null ? value : encode(value));
    }

    /// <summary>Whether the text is the same every time.</summary>
    public bool IsConstant => _parts.All(part => part.Template is TemplatePart.Text);

    public void Render(ref TemplateValues values, RequestBuffer buffer)
    {
        foreach (var (template, text) in _parts)
        {
            switch (template)
            {
                case TemplatePart.Text:
                    buffer.Append(text);
                    break;
                case TemplatePart.Uuid:
                    // UUIDs must be unique, or services that check would refuse the second side: the one thing that no seed repeats.
                    buffer.Append(Guid.NewGuid());
                    break;
                case TemplatePart.Sequence:
                    buffer.Append(values.Sequence);
                    break;
                case TemplatePart.Random random:
                    buffer.Append(values.NextInteger(random.Min, random.Max));
                    break;
                default:
                    throw new InvalidOperationException($"no rendering for {template}");
            }
        }
    }

    private readonly record struct Part(TemplatePart Template, byte[] Bytes);
}
