using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Artifacts;

/// <summary>A file that a status describes, on its way to a folder of this machine.</summary>
internal static partial class StoredFile
{
    /// <summary>Writes it, where it is what the status says, and where nothing else of this name is overwritten with less.</summary>
    /// <param name="content">Its bytes, in gzip where <paramref name="isPacked"/>.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="InvalidDataException">It is not what the status says.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<string> WriteAsync(ArtifactStatus file, Stream content, bool isPacked, string folder, CancellationToken cancellation)
    {
        // The status may be anybody's who can write to it: a name is no path.
        if (file.Name.Length > ArtifactStatus.LongestName || !Name().IsMatch(file.Name)) throw new InvalidDataException($"'{file.Name}': not a file's name; allowed: letters, digits, '-', '_' and '.', starting with a letter or digit");
        var path = Path.Join(folder, file.Name);
        var partial = path + ".part";
        try
        {
            await using (var output = File.Create(partial))
            await using (var unpacked = isPacked ? new GZipStream(content, CompressionMode.Decompress) : content)
                await CopyAsync(file, unpacked, output, cancellation);
            File.Move(partial, path, overwrite: true);
            return path;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>No more than was said is taken, whatever it would unpack to.</summary>
    private static async Task CopyAsync(ArtifactStatus file, Stream content, Stream output, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long size = 0;
        while (await content.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            size += read;
            if (size > file.Size) throw new InvalidDataException($"{file.Name}: has more than the {file.Size} bytes that the status says");
            hash.AppendData(buffer, 0, read);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (size != file.Size || digest != file.Sha256) throw new InvalidDataException($"{file.Name}: has {size} bytes and SHA-256 {digest}, not {file.Size} and {file.Sha256} as the status says");
    }

    [GeneratedRegex(ArtifactStatus.NamePattern)]
    private static partial Regex Name();
}
