using Google.Protobuf.Reflection;

namespace LoadOperator.Protobuf;

/// <summary>A message type: what its fields are called in JSON, and how they are written.</summary>
public sealed class MessageShape
{
    private readonly Dictionary<string, FieldShape> _byName = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, FieldShape> _byNumber = [];
    private readonly IReadOnlyDictionary<string, MessageShape> _types;

    private MessageShape(string name, IReadOnlyDictionary<string, MessageShape> types) => (Name, _types) = (name, types);

    /// <summary>With its package, and a dot before it.</summary>
    public string Name { get; }

    /// <summary>In the order of their numbers.</summary>
    internal IEnumerable<FieldShape> Fields => _byNumber.Values;

    internal IEnumerable<string> FieldNames => Fields.Select(f => f.JsonName);

    /// <summary>A field, by its name in JSON or in the .proto file.</summary>
    internal FieldShape? Field(string name) => _byName.GetValueOrDefault(name);

    internal FieldShape? Field(int number) => _byNumber.GetValueOrDefault(number);

    /// <summary>Another type of the same files, as <c>google.protobuf.Any</c> names it: after the last slash of a URL.</summary>
    internal MessageShape? Named(string url) => _types.GetValueOrDefault("." + url[(url.LastIndexOf('/') + 1)..]);

    /// <summary>Every message of the files, by its full name.</summary>
    internal static Dictionary<string, MessageShape> AllOf(IEnumerable<FileDescriptorProto> files)
    {
        var shapes = new Dictionary<string, MessageShape>();
        var messages = new Dictionary<string, (DescriptorProto Type, bool IsProto3)>();
        var enums = new Dictionary<string, EnumDescriptorProto>();
        foreach (var file in files)
        {
            var prefix = file.Package.Length > 0 ? $".{file.Package}." : ".";
            foreach (var type in file.EnumTypes) enums[prefix + type.Name] = type;
            foreach (var type in file.MessageTypes) Add(prefix, type, file.Syntax == "proto3");
        }

        foreach (var (name, (type, isProto3)) in messages)
        {
            foreach (var declared in type.Fields)
            {
                var isMap = messages.GetValueOrDefault(declared.TypeName).Type?.Options?.MapEntry is true;
                var field = new FieldShape(declared, isProto3, shapes.GetValueOrDefault(declared.TypeName), isMap, enums.GetValueOrDefault(declared.TypeName));
                shapes[name]._byName[declared.Name] = shapes[name]._byName[field.JsonName] = shapes[name]._byNumber[field.Number] = field;
            }
        }

        return shapes;

        void Add(string prefix, DescriptorProto type, bool isProto3)
        {
            var name = prefix + type.Name;
            messages[name] = (type, isProto3);
            shapes[name] = new MessageShape(name, shapes);
            foreach (var inner in type.EnumTypes) enums[$"{name}.{inner.Name}"] = inner;
            foreach (var inner in type.NestedTypes) Add(name + ".", inner, isProto3);
        }
    }
}
