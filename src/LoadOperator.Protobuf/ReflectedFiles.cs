using System.Text;
using Google.Protobuf.Reflection;
using ProtoBuf;

namespace LoadOperator.Protobuf;

/// <summary>
/// What a server says of its services when it is asked (gRPC server reflection): what to ask next, and what came of it. Who carries questions and
/// answers is another's business.
/// </summary>
/// <remarks>https://github.com/grpc/grpc/blob/master/doc/server-reflection.md</remarks>
public sealed class ReflectedFiles
{
    private const int MostFiles = 500;
    private const byte FileByName = 3 << 3 | ProtoWriter.Delimited;
    private const byte FileOfSymbol = 4 << 3 | ProtoWriter.Delimited;

    private readonly Dictionary<string, FileDescriptorProto> _files = [];
    private readonly HashSet<string> _asked = [];
    private readonly IReadOnlyList<string> _symbols;

    /// <param name="methods">As <c>package.Service/Method</c>.</param>
    public ReflectedFiles(IEnumerable<string> methods) => _symbols = [.. methods.Select(m => m[..m.IndexOf('/', StringComparison.Ordinal)]).Distinct()];

    /// <summary>The messages to send next, each in answer to nothing; none when all is known.</summary>
    public IReadOnlyList<byte[]> NextQuestions() =>
    [
        .. _symbols.Where(symbol => _asked.Add("." + symbol)).Select(symbol => Question(FileOfSymbol, symbol)),
        .. _files.Values.SelectMany(f => f.Dependencies).Where(name => !_files.ContainsKey(name) && _asked.Add(name)).ToList().Select(name => Question(FileByName, name)),
    ];

    /// <exception cref="ProtoException">It is no answer, or says that there is none.</exception>
    public void Take(ReadOnlySpan<byte> message)
    {
        try
        {
            var answer = Serializer.Deserialize<Answer>(message);
            if (answer.Error is { } error) throw new ProtoException($"the target's reflection says: {error.Message} ({error.Code})");
            foreach (var bytes in answer.Files?.Descriptors ?? [])
            {
                var file = Serializer.Deserialize<FileDescriptorProto>(bytes.AsSpan());
                _files[file.Name] = file;
            }

            if (_files.Count > MostFiles) throw new ProtoException($"the target's reflection has more than {MostFiles} files");
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or ProtoException))
        {
            throw new ProtoException($"the target's reflection answers what is no answer: {exception.Message}");
        }
    }

    public ProtoSchema Schema() => ProtoSchema.Of(_files.Values);

    private static byte[] Question(byte tag, string text)
    {
        var writer = new ProtoWriter();
        writer.Unsigned(tag);
        writer.Bytes(Encoding.UTF8.GetBytes(text));
        return writer.Written.ToArray();
    }

    [ProtoContract]
    internal sealed class Answer
    {
        [ProtoMember(4)]
        public AnswerFiles? Files { get; set; }

        [ProtoMember(7)]
        public AnswerError? Error { get; set; }
    }

    [ProtoContract]
    internal sealed class AnswerFiles
    {
        [ProtoMember(1)]
        public List<byte[]> Descriptors { get; } = [];
    }

    [ProtoContract]
    internal sealed class AnswerError
    {
        [ProtoMember(1)]
        public int Code { get; set; }

        [ProtoMember(2)]
        public string Message { get; set; } = "";
    }
}
