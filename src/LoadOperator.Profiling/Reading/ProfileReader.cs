using System.IO.Compression;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>Reads a profile by what the file holds: a trace of EventPipe, pprof's protocol buffer, or folded stacks.</summary>
public static class ProfileReader
{
    private const int MostBytes = 512 * 1024 * 1024;

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <exception cref="ProfileFormatException">It is none of them, or nothing of it can be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Profile Read(string file)
    {
        var note = ProfileNote.Of(file);
        var profile = IsNetTrace(file) ? NetTrace.Read(file, note?.Window ?? TimeWindow.Everything) : Read(file, File.ReadAllBytes(file));
        return note is null ? profile : note.AddTo(profile);
    }

    /// <summary>Reads a profile of pprof, or folded stacks.</summary>
    /// <param name="file">What messages call it.</param>
    /// <param name="mostBytes">What is taken, unpacked.</param>
    /// <exception cref="ProfileFormatException">It is none of them, or nothing of it can be read.</exception>
    public static Profile Read(string file, byte[] bytes, int mostBytes = MostBytes)
    {
        if (bytes.Length == 0) throw new ProfileFormatException($"{file}: is empty");
        if (bytes.AsSpan().StartsWith(GzipMagic))
        {
            var (content, isWhole) = Unpack(file, bytes, mostBytes);
            return Pprof.Read(file, content, isWhole);
        }

        // A protocol buffer of pprof begins with its field 1 or has control characters soon; text has none.
        return bytes.AsSpan(0, Math.Min(bytes.Length, 512)).ContainsAnyInRange((byte)0, (byte)8) || bytes[0] == 0x0a
            ? Pprof.Read(file, bytes, isWhole: true)
            : FoldedStacks.Read(file, System.Text.Encoding.UTF8.GetString(bytes));
    }

    private static bool IsNetTrace(string file)
    {
        Span<byte> head = stackalloc byte[NetTrace.Magic.Length];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(NetTrace.Magic);
    }

    /// <summary>What can be unpacked, and whether that is all of it.</summary>
    private static (byte[] Content, bool IsWhole) Unpack(string file, byte[] bytes, int mostBytes)
    {
        using var content = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var buffer = new byte[64 * 1024];
        try
        {
            while (gzip.Read(buffer) is var read and > 0)
            {
                content.Write(buffer, 0, read);
                if (content.Length > mostBytes) throw new ProfileFormatException($"{file}: unpacks to more than {mostBytes / 1024 / 1024} MiB");
            }
        }
        catch (InvalidDataException) when (content.Length > 0)
        {
            return (content.ToArray(), false);
        }
        catch (InvalidDataException exception)
        {
            throw new ProfileFormatException($"{file}: not gzip that can be unpacked: {exception.Message}", exception);
        }

        // The last four bytes are the length; a file that was cut off has some of the content there, and no error is raised.
        return (content.ToArray(), bytes.Length > 18 && BitConverter.ToUInt32(bytes, bytes.Length - 4) == (uint)content.Length);
    }
}
