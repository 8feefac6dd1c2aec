using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LoadOperator.LoadGeneration.Feeds;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Feeds;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Data;

/// <summary>
/// The folder of the files that plans name: of feeds, and .proto files. A file is read once: one that changes in the middle of a campaign would
/// change what is measured.
/// </summary>
internal sealed class DataFolder(DirectoryInfo? folder)
{
    private static readonly string[] Endings = [".csv", ".json", ".proto"];

    private readonly ConcurrentDictionary<string, byte[]> _contents = new();
    private readonly ConcurrentDictionary<string, FeedRows> _feeds = new();
    private readonly ConcurrentDictionary<string, ProtoSchema> _schemas = new();

    /// <summary>The SHA-256 of each file, as it is read for rounds; null where there is no folder.</summary>
    /// <remarks>What cannot be read has none: a plan that names it is refused with the reason.</remarks>
    public IReadOnlyDictionary<string, string>? Digests() => folder is null ? null : new SortedDictionary<string, string>(
        (from file in folder.EnumerateFiles()
         where Endings.Contains(file.Extension)
         let content = ContentOrNull(file.Name)
         where content is not null
         select (file.Name, Digest: "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)))).ToDictionary(x => x.Name, x => x.Digest), StringComparer.Ordinal);

    /// <exception cref="PlanRefusedException">There is no such file, or it cannot be read.</exception>
    public FeedRows Read(FeedFile feed)
    {
        if (folder is null) throw new PlanRefusedException($"feeds: '{feed.Name}': the generator was started without --data-folder");
        if (!IsName(feed.File)) throw new PlanRefusedException($"feeds: '{feed.File}': must be a file's name");
        try
        {
            return _feeds.GetOrAdd(feed.File, file => Encode(FeedTable.Read(file, Content(file))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new PlanRefusedException($"feeds: '{feed.Name}': {exception.Message}", exception);
        }
    }

    /// <summary>What the .proto files of a plan declare.</summary>
    /// <exception cref="PlanRefusedException">There is no such file, or it is not valid.</exception>
    public ProtoSchema Protos(IReadOnlyList<string> files)
    {
        if (folder is null) throw new PlanRefusedException("protos: the generator was started without --data-folder");
        if (files.FirstOrDefault(f => !IsName(f)) is { } odd) throw new PlanRefusedException($"protos: '{odd}': must be a file's name");
        try
        {
            return _schemas.GetOrAdd(string.Join('/', files), _ => ProtoSchema.Compile(files.ToDictionary(f => f, f => Encoding.UTF8.GetString(Content(f)))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProtoException)
        {
            throw new PlanRefusedException($"protos: {exception.Message}", exception);
        }
    }

    private byte[] Content(string file) => _contents.GetOrAdd(file, name => File.ReadAllBytes(Path.Join(folder!.FullName, name)));

    private byte[]? ContentOrNull(string file)
    {
        try
        {
            return Content(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsName(string file) => file.Length > 0 && Path.GetFileName(file) == file;

    private static FeedRows Encode(FeedTable table) => new(table.Columns, [.. table.Rows.Select(row => row.Select(Encoding.UTF8.GetBytes).ToArray())]);
}
