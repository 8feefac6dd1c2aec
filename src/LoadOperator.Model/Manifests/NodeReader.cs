using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LoadOperator.Model.Manifests;

/// <summary>Reads YAML into nodes. Duplicate keys are problems; depth and size are bounded, so that aliases cannot explode.</summary>
internal sealed class NodeReader(List<Problem> problems)
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 200_000;

    private readonly Dictionary<string, (Node Node, int Size)> _anchors = [];
    private int _nodes;

    /// <summary>The documents of the text, as far as it can be parsed; null where a document is empty.</summary>
    public IReadOnlyList<Node> Read(TextReader text)
    {
        var documents = new List<Node>();
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                _anchors.Clear();
                documents.Add(ReadNode(parser, "", 0));
                parser.Consume<DocumentEnd>();
            }
        }
        catch (YamlException exception)
        {
            problems.Add(new Problem(ProblemLevel.Error, At(exception.Start), "", null, "not YAML: " + Innermost(exception).Message));
        }

        return documents;
    }

    private Node ReadNode(Parser parser, string path, int depth)
    {
        if (depth > MaxDepth) throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {MaxDepth} levels");
        var before = _nodes;
        Count(parser, 1);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var anchored)) throw new YamlException(alias.Start, alias.End, $"no anchor '{alias.Value}' before this alias");
            Count(parser, anchored.Size);
            return anchored.Node;
        }

        var start = parser.Current as NodeEvent;
        var anchor = start?.Anchor ?? AnchorName.Empty;
        Node node = start switch
        {
            MappingStart => ReadMapping(parser, path, depth),
            SequenceStart => ReadSequence(parser, path, depth),
            _ => ReadScalar(parser),
        };
        if (!anchor.IsEmpty) _anchors[anchor.Value] = (node, _nodes - before);
        return node;
    }

    private static Node.Scalar ReadScalar(Parser parser)
    {
        var scalar = parser.Consume<Scalar>();
        return new Node.Scalar(At(scalar.Start), scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any);
    }

    private Node.Sequence ReadSequence(Parser parser, string path, int depth)
    {
        var position = At(parser.Consume<SequenceStart>().Start);
        var items = new List<Node>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(parser, $"{path}[{items.Count}]", depth + 1));
        return new Node.Sequence(position, items);
    }

    private Node.Mapping ReadMapping(Parser parser, string path, int depth)
    {
        var position = At(parser.Consume<MappingStart>().Start);
        var entries = new List<Node.Entry>();
        var seen = new Dictionary<string, Position>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key)) throw new YamlException(parser.Current!.Start, parser.Current.End, "a key that is a list, a map or an alias");
            var childPath = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            var value = ReadNode(parser, childPath, depth + 1);
            if (seen.TryGetValue(key.Value, out var first))
                problems.Add(new Problem(ProblemLevel.Error, At(key.Start), childPath, null, $"is here a second time; the first is on line {first.Line}"));
            else
                entries.Add(new Node.Entry(At(key.Start), key.Value, value));
            seen.TryAdd(key.Value, At(key.Start));
        }

        return new Node.Mapping(position, entries);
    }

    private void Count(Parser parser, int nodes)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes) throw new YamlException(parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty, $"more than {MaxNodes} nodes");
    }

    private static Position At(Mark mark) => new(mark.Line, mark.Column);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
