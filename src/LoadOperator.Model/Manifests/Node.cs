namespace LoadOperator.Model.Manifests;

/// <summary>A node of a parsed YAML document that remembers where it stood.</summary>
internal abstract record Node(Position Position)
{
    public sealed record Scalar(Position Position, string Text, bool IsPlain) : Node(Position)
    {
        public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    public sealed record Sequence(Position Position, IReadOnlyList<Node> Items) : Node(Position);

    public sealed record Mapping(Position Position, IReadOnlyList<Entry> Entries) : Node(Position);

    public sealed record Entry(Position Position, string Key, Node Value);

    /// <summary>What a person calls this kind of node.</summary>
    public string Describe() => this switch
    {
        Sequence => "a list",
        Mapping => "a map",
        Scalar { IsNull: true } => "nothing",
        Scalar scalar => $"'{scalar.Text}'",
        _ => "",
    };
}
