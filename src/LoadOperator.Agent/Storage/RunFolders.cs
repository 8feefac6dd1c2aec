using System.Security.Cryptography;
using LoadOperator.Model.Contract;

namespace LoadOperator.Agent.Storage;

/// <summary>The folders of runs in a volume, known by a file that marks them. Nothing else of the volume is looked at or touched; no link is followed.</summary>
internal sealed class RunFolders(DirectoryInfo root, TimeProvider clock)
{
    private const string Marker = ".load-operator";

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<StoredFile> WriteAsync(string run, string name, Stream content, CancellationToken cancellation)
    {
        var path = PathOf(run, name);
        Make(run);
        var partial = path + ".part";
        File.Delete(partial);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var (buffer, size) = (new byte[128 * 1024], 0L);
            await using (var file = new FileStream(partial, FileMode.CreateNew))
            {
                while (await content.ReadAsync(buffer, cancellation) is var read and > 0)
                {
                    size += read;
                    if (size > StoreContract.MostBytes) throw new IOException($"{name}: has more than {StoreContract.MostBytes / 1024 / 1024} MiB, and no file may");
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
            return new StoredFile(size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <exception cref="IOException">There is no such file.</exception>
    public FileStream Read(string run, string name)
    {
        var file = new FileInfo(PathOf(run, name));
        return IsOurs(Folder(run)) && file is { Exists: true, LinkTarget: null } ? file.OpenRead() : throw new FileNotFoundException($"there is no file {run}/{name}");
    }

    /// <summary>Removes what is not to stay.</summary>
    /// <param name="current">The run that stays in any case.</param>
    /// <returns>The runs that were removed.</returns>
    public IReadOnlyList<string> Retire(string current, StoreRetention retention)
    {
        var oldest = retention.MaxAge is { } age ? clock.GetUtcNow() - age : DateTimeOffset.MinValue;
        List<DirectoryInfo> others = [.. root.EnumerateDirectories().Where(f => f.Name != current && IsOurs(f)).OrderByDescending(WrittenAt).ThenBy(f => f.Name, StringComparer.Ordinal)];
        List<DirectoryInfo> spent = [.. others.Where((folder, i) => i >= retention.Runs - 1 || WrittenAt(folder) < oldest)];
        foreach (var folder in spent) folder.Delete(recursive: true);
        return [.. spent.Select(f => f.Name)];
    }

    private string PathOf(string run, string name)
    {
        foreach (var text in new[] { run, name })
        {
            if (!StoreContract.IsName(text)) throw new IOException($"'{text}': no name of a run or a file; allowed: letters, digits, '-', '_' and '.', starting with a letter or digit");
        }

        return Path.Join(Folder(run).FullName, name);
    }

    private void Make(string run)
    {
        var folder = Folder(run);
        if (folder.Exists && !IsOurs(folder)) throw new IOException($"{run}: there is such a folder, and load-operator has not made it");
        folder.Create();
        // Written first: a folder without is nobody's that we know.
        File.WriteAllText(Path.Join(folder.FullName, Marker), $"{clock.GetUtcNow():o}\n");
    }

    private DirectoryInfo Folder(string run) => new(Path.Join(root.FullName, run));

    private static bool IsOurs(DirectoryInfo folder) => folder is { Exists: true, LinkTarget: null } && new FileInfo(Path.Join(folder.FullName, Marker)) is { Exists: true, LinkTarget: null };

    private static DateTimeOffset WrittenAt(DirectoryInfo folder) => File.GetLastWriteTimeUtc(Path.Join(folder.FullName, Marker));
}
