using Google.Protobuf.Reflection;

namespace LoadOperator.Protobuf;

/// <summary>A message type: what its fields are called in JSON, and how they are written.</summary>
public sealed class MessageShape
{
    private readonly Dictionary<string, FieldShape> _fields = new(StringComparer.Ordinal);

    private MessageShape(string name) => Name = name;

    /// <summary>With its package, and a dot before it.</summary>
    public string Name { get; }

    internal IEnumerable<string> FieldNames => _fields.Values.Distinct().Select(f => f.JsonName);

    /// <summary>A field, by its name in JSON or in the .proto file.</summary>
    internal FieldShape? Field(string name) => _fields.GetValueOrDefault(name);

    /// <summary>Every message of the files, by its full name.</summary>
    internal static Dictionary<string, MessageShape> AllOf(IEnumerable<FileDescriptorProto> files)
    {
        var messages = new Dictionary<string, (MessageShape Shape, DescriptorProto Type)>();
        var enums = new Dictionary<string, EnumDescriptorProto>();
        foreach (var file in files)
        {
            var prefix = file.Package.Length > 0 ? $".{file.Package}." : ".";
            foreach (var type in file.EnumTypes) enums[prefix + type.Name] = type;
            foreach (var type in file.MessageTypes) Add(prefix, type);
        }

        foreach (var (shape, type) in messages.Values)
        {
            foreach (var field in type.Fields)
            {
                var read = new FieldShape(field, messages.GetValueOrDefault(field.TypeName).Shape, messages.GetValueOrDefault(field.TypeName).Type?.Options?.MapEntry is true, enums.GetValueOrDefault(field.TypeName));
                shape._fields[field.Name] = shape._fields[read.JsonName] = read;
            }
        }

        return messages.ToDictionary(m => m.Key, m => m.Value.Shape);

        void Add(string prefix, DescriptorProto type)
        {
            messages[prefix + type.Name] = (new MessageShape(prefix + type.Name), type);
            foreach (var inner in type.EnumTypes) enums[$"{prefix}{type.Name}.{inner.Name}"] = inner;
            foreach (var inner in type.NestedTypes) Add($"{prefix}{type.Name}.", inner);
        }
    }
}

/// <summary>A field of a message.</summary>
internal sealed class FieldShape(FieldDescriptorProto declared, MessageShape? message, bool isMap, EnumDescriptorProto? values)
{
    /// <summary>Compilers leave out the name that they would make themselves.</summary>
    public string JsonName { get; } = declared.JsonName is { Length: > 0 } given ? given : CamelCase(declared.Name);

    public int Number => declared.Number;

    public FieldDescriptorProto.Type Type => declared.type;

    public bool IsMap => isMap;

    public bool IsRepeated => declared.label == FieldDescriptorProto.Label.LabelRepeated;

    /// <summary>Whether several values go into one run of bytes. Every reader knows both forms.</summary>
    public bool IsPacked => IsRepeated && Type is not (FieldDescriptorProto.Type.TypeString or FieldDescriptorProto.Type.TypeBytes or FieldDescriptorProto.Type.TypeMessage);

    /// <summary>The message's type, where it is one.</summary>
    public MessageShape? Message => message;

    public IEnumerable<string> ValueNames => values?.Values.Select(v => v.Name) ?? [];

    private static string CamelCase(string name) => string.Concat(name.Split('_').Select((part, i) => i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    public int? NumberOf(string name) => values?.Values.Find(v => v.Name == name)?.Number;
}
