using Google.Protobuf.Reflection;
using static Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace LoadOperator.Protobuf;

/// <summary>A field of a message.</summary>
internal sealed class FieldShape(FieldDescriptorProto declared, bool isProto3, MessageShape? message, bool isMap, EnumDescriptorProto? values)
{
    /// <summary>Compilers leave out the name that they would make themselves.</summary>
    public string JsonName { get; } = declared.JsonName is { Length: > 0 } given ? given : CamelCase(declared.Name);

    public int Number => declared.Number;

    public FieldDescriptorProto.Type Type => declared.type;

    public bool IsMap => isMap;

    public bool IsRepeated => declared.label == FieldDescriptorProto.Label.LabelRepeated;

    /// <summary>Whether several values go into one run of bytes. Every reader knows both forms.</summary>
    public bool IsPacked => IsRepeated && Type is not (TypeString or TypeBytes or TypeMessage);

    /// <summary>Whether a field that was not sent is known from one that has its type's first value.</summary>
    public bool HasPresence => !IsRepeated && (!isProto3 || Type == TypeMessage || declared.Proto3Optional || declared.ShouldSerializeOneofIndex());

    /// <summary>The choice (oneof) that it is one of.</summary>
    public int? Choice => declared.ShouldSerializeOneofIndex() ? declared.OneofIndex : null;

    /// <summary>The message's type, where it is one.</summary>
    public MessageShape? Message => message;

    public IEnumerable<string> ValueNames => values?.Values.Select(v => v.Name) ?? [];

    /// <summary>Whether it is the one that says that there is nothing: null, in JSON.</summary>
    public bool IsNull => declared.TypeName == ".google.protobuf.NullValue";

    public int WireType => Type switch
    {
        TypeDouble or TypeFixed64 or TypeSfixed64 => ProtoWriter.Fixed64,
        TypeFloat or TypeFixed32 or TypeSfixed32 => ProtoWriter.Fixed32,
        TypeString or TypeBytes or TypeMessage => ProtoWriter.Delimited,
        _ => ProtoWriter.Varint,
    };

    /// <summary>Whether a value of this wire type can be one of the field.</summary>
    public bool Takes(int wireType) => Type != TypeGroup && (wireType == WireType || (IsPacked && wireType == ProtoWriter.Delimited));

    public int? NumberOf(string name) => values?.Values.Find(v => v.Name == name)?.Number;

    public string? NameOf(int number) => values?.Values.Find(v => v.Number == number)?.Name;


    private static string CamelCase(string name) => string.Concat(name.Split('_').Select((part, i) => i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
