namespace LoadOperator.Protobuf;

/// <summary>A message taken apart: of each field that its type has, what came of it, in the order in which it came.</summary>
internal sealed class MessageFields
{
    private readonly Dictionary<int, List<WireValue>> _values = [];

    private MessageFields()
    {
    }

    /// <exception cref="ProtoException">It is no message.</exception>
    public static MessageFields Of(MessageShape shape, ReadOnlyMemory<byte> message)
    {
        var fields = new MessageFields();
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            var (number, wireType) = reader.Tag();
            var value = reader.Value(number, wireType);
            // A field that the type does not have may be of a newer version of it.
            if (shape.Field(number) is { } field && field.Takes(wireType)) fields.Add(shape, field, value);
        }

        return fields;
    }

    public bool Has(FieldShape field) => _values.ContainsKey(field.Number);

    public IReadOnlyList<WireValue> All(FieldShape field) => _values.TryGetValue(field.Number, out var values) ? values : [];

    /// <summary>Of a field that is there once the last, of a message all that came of it: messages one after the other are one.</summary>
    public WireValue Single(FieldShape field)
    {
        var values = All(field);
        return values.Count switch
        {
            0 => default,
            > 1 when field.Message is not null => values[^1] with { Bytes = values.SelectMany(v => v.Bytes.ToArray()).ToArray() },
            _ => values[^1],
        };
    }

    private void Add(MessageShape shape, FieldShape field, WireValue value)
    {
        if (field.Choice is { } choice)
        {
            // Of a choice the last is the one that holds.
            foreach (var other in shape.Fields.Where(f => f.Choice == choice && f != field)) _values.Remove(other.Number);
        }

        if (!_values.TryGetValue(field.Number, out var values)) _values.Add(field.Number, values = []);
        values.Add(value);
    }
}
