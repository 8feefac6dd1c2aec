using Google.Protobuf.Reflection;

namespace LoadOperator.Protobuf;

/// <summary>What .proto files declare.</summary>
public sealed class ProtoSchema
{
    private readonly Dictionary<string, MessageShape> _messages;
    private readonly Dictionary<string, MethodDescriptorProto> _methods;

    private ProtoSchema(Dictionary<string, MessageShape> messages, Dictionary<string, MethodDescriptorProto> methods) => (_messages, _methods) = (messages, methods);

    /// <param name="files">The text of each file under its name. Imports are looked for by the last part of their path; Google's well-known types need not be here.</param>
    /// <exception cref="ProtoException">A file is not valid, or imports one that is not here.</exception>
    public static ProtoSchema Compile(IReadOnlyDictionary<string, string> files)
    {
        var set = new FileDescriptorSet { FileSystem = new GivenFiles(files) };
        try
        {
            set.AddImportPath("/");
            foreach (var name in files.Keys.Order(StringComparer.Ordinal)) set.Add(name, includeInOutput: true);
            set.Process();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ProtoException(exception.Message);
        }

        if (set.GetErrors().Where(e => e.IsError).ToList() is { Count: > 0 } errors)
            throw new ProtoException(string.Join("; ", errors.Take(5).Select(e => $"{e.File}:{e.LineNumber}:{e.ColumnNumber}: {e.Message}")));

        return new ProtoSchema(MessageShape.AllOf(set.Files), MethodsOf(set.Files));
    }

    /// <summary>What compiled files declare, those that they import among them.</summary>
    internal static ProtoSchema Of(IReadOnlyCollection<FileDescriptorProto> files) => new(MessageShape.AllOf(files), MethodsOf(files));

    /// <param name="name">As <c>package.Service/Method</c>.</param>
    /// <exception cref="ProtoException">There is no such method, or it streams.</exception>
    public MethodShape Method(string name)
    {
        if (!_methods.TryGetValue(name, out var method)) throw new ProtoException($"'{name}': there is no such method; allowed: {string.Join(", ", _methods.Keys.Order(StringComparer.Ordinal).Take(20))}");
        if (method.ClientStreaming || method.ServerStreaming) throw new ProtoException($"'{name}' streams; allowed: unary methods");
        return new MethodShape(MessageOf(name, method.InputType), MessageOf(name, method.OutputType));
    }

    private MessageShape MessageOf(string method, string type) => _messages.TryGetValue(type, out var message) ? message : throw new ProtoException($"'{method}': its message {type} is declared nowhere");

    private static Dictionary<string, MethodDescriptorProto> MethodsOf(IEnumerable<FileDescriptorProto> files)
    {
        var all =
            from file in files
            from service in file.Services
            from method in service.Methods
            select (Name: $"{(file.Package.Length > 0 ? file.Package + "." : "")}{service.Name}/{method.Name}", Method: method);
        // A server may tell of a file twice.
        return all.DistinctBy(m => m.Name).ToDictionary(m => m.Name, m => m.Method);
    }

    private sealed class GivenFiles(IReadOnlyDictionary<string, string> files) : IFileSystem
    {
        public bool Exists(string path) => files.ContainsKey(Path.GetFileName(path));

        public TextReader OpenText(string path) => new StringReader(files[Path.GetFileName(path)]);
    }
}

/// <summary>A unary method: what it takes, and what it gives.</summary>
public sealed record MethodShape(MessageShape Input, MessageShape Output);
