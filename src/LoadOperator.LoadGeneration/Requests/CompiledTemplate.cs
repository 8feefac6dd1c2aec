using System.Text;
using LoadOperator.Model;
using LoadOperator.Model.Templates;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What placeholders stand for in one run of a scenario.</summary>
internal struct TemplateValues(long sequence, SeededRandom random, IterationValues? variables = null)
{
    public readonly long Sequence => sequence;

    /// <summary>Null where no step uses any.</summary>
    public readonly IterationValues? Variables => variables;

    /// <summary>The trace of the request that is rendered next, where requests carry one.</summary>
    public RequestTrace Trace { get; set; }

    private SeededRandom _random = random;

    public long NextInteger(long min, long max) => _random.NextInteger(min, max);
}

/// <summary>How text that is not the template's own is written, so that it stays one part of the request.</summary>
internal delegate void TextEncoder(ReadOnlySpan<byte> text, ReusedBuffer to);

/// <summary>A template with its variables filled in and its text encoded, ready to be rendered for every request.</summary>
internal sealed class CompiledTemplate
{
    private readonly Part[] _parts;
    private readonly TextEncoder _encode;

    /// <param name="encode">What is done to the text between placeholders, and to variables.</param>
    public CompiledTemplate(string text, Variables variables, TextEncoder? encode = null)
    {
        _encode = encode ?? (static (text, to) => to.Append(text));
        _parts =
        [
            .. Template.Parse(text).Parts.Select(part => part switch
            {
                TemplatePart.Text literal => new Part(part, Encode(literal.Value)),
                TemplatePart.Variable variable when variables.Constants.TryGetValue(variable.Name, out var value) => new Part(new TemplatePart.Text(""), Encode(value)),
                TemplatePart.Variable variable => new Part(part, [], variables.PlaceOf(variable.Name)),
                _ => new Part(part, []),
            }),
        ];
    }

    /// <summary>Whether the text is the same every time.</summary>
    public bool IsConstant => _parts.All(part => part.Template is TemplatePart.Text);

    public void Render(ref TemplateValues values, ReusedBuffer buffer)
    {
        foreach (var (template, text, place) in _parts)
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
                case TemplatePart.Variable:
                    _encode(values.Variables![place], buffer);
                    break;
                default:
                    throw new InvalidOperationException($"no rendering for {template}");
            }
        }
    }

    private byte[] Encode(string text)
    {
        var encoded = new ReusedBuffer();
        _encode(Encoding.UTF8.GetBytes(text), encoded);
        return encoded.Written.ToArray();
    }

    private readonly record struct Part(TemplatePart Template, byte[] Bytes, int Place = 0);
}
