using System.Collections.Concurrent;
using System.Text;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Feeds;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Feeds;

/// <summary>The rows of a feed, ready to be sent: of each row the values in the order of the columns.</summary>
internal sealed record FeedRows(IReadOnlyList<string> Columns, byte[][][] Rows);

/// <summary>The folder of a generator's feeds. A file is read once: one that changes in the middle of a campaign would change what is measured.</summary>
internal sealed class FeedFolder(DirectoryInfo? folder)
{
    private readonly ConcurrentDictionary<string, FeedRows> _read = new();
    private readonly ConcurrentDictionary<string, ProtoSchema> _schemas = new();

    /// <exception cref="PlanRefusedException">There is no such file, or it cannot be read.</exception>
    public FeedRows Read(FeedFile feed)
    {
        if (folder is null) throw new PlanRefusedException($"feeds: '{feed.Name}': the generator was started without a folder of feeds");
        if (feed.File.Length == 0 || Path.GetFileName(feed.File) != feed.File) throw new PlanRefusedException($"feeds: '{feed.File}': must be a file's name");
        try
        {
            return _read.GetOrAdd(feed.File, file => Encode(FeedTable.Read(file, File.ReadAllBytes(Path.Join(folder.FullName, file)))));
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
        if (folder is null) throw new PlanRefusedException("protos: the generator was started without a folder of feeds");
        try
        {
            if (files.FirstOrDefault(f => f.Length == 0 || Path.GetFileName(f) != f) is { } odd) throw new PlanRefusedException($"protos: '{odd}': must be a file's name");
            return _schemas.GetOrAdd(string.Join('/', files), _ => ProtoSchema.Compile(files.ToDictionary(f => f, f => File.ReadAllText(Path.Join(folder.FullName, f)))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProtoException)
        {
            throw new PlanRefusedException($"protos: {exception.Message}", exception);
        }
    }

    private static FeedRows Encode(FeedTable table) => new(table.Columns, [.. table.Rows.Select(row => row.Select(Encoding.UTF8.GetBytes).ToArray())]);
}
