using System.Globalization;
using System.Text;

namespace LoadOperator.Conformance.Probes;

/// <summary>A request as the probing target has seen it.</summary>
internal sealed record ProbeRequest
{
    private const int LongestHead = 64 * 1024;

    /// <summary>When its head had arrived, by this machine's wall clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>By name, without regard to case. Of a name that came twice, both values with a comma between.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    /// <summary>The number of the connection that it came on.</summary>
    public required int Connection { get; init; }

    /// <summary>Reads the next request of a connection; null where it has been closed.</summary>
    /// <exception cref="InvalidDataException">It is no HTTP/1.1.</exception>
    public static async Task<ProbeRequest?> ReadAsync(Stream stream, List<byte> pending, int connection, TimeProvider clock, CancellationToken cancellation)
    {
        int end;
        while ((end = EndOfHead(pending)) < 0)
        {
            if (pending.Count > LongestHead) throw new InvalidDataException($"a request's head is longer than {LongestHead} bytes");
            if (!await MoreAsync(stream, pending, cancellation).ConfigureAwait(false)) return null;
        }

        var at = clock.GetUtcNow();
        var lines = Encoding.Latin1.GetString([.. pending.Take(end)]).Split("\r\n");
        pending.RemoveRange(0, end + 4);
        if (lines[0].Split(' ') is not [var method, var path, "HTTP/1.1"]) throw new InvalidDataException($"'{lines[0]}' is no request line of HTTP/1.1");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => string.Join(", ", g.Select(parts => parts[1].Trim())), StringComparer.OrdinalIgnoreCase);
        var body = headers.TryGetValue("Transfer-Encoding", out var encoding) && encoding.Contains("chunked", StringComparison.OrdinalIgnoreCase)
            ? await ReadChunksAsync(stream, pending, cancellation).ConfigureAwait(false)
            : await TakeAsync(stream, pending, headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0, cancellation).ConfigureAwait(false);
        return new ProbeRequest { At = at, Method = method, Path = path, Headers = headers, Body = Encoding.UTF8.GetString(body), Connection = connection };
    }

    private static async Task<byte[]> ReadChunksAsync(Stream stream, List<byte> pending, CancellationToken cancellation)
    {
        var body = new List<byte>();
        while (true)
        {
            int end;
            while ((end = IndexOfLineEnd(pending)) < 0) await NeedMoreAsync(stream, pending, cancellation).ConfigureAwait(false);
            var size = int.Parse(Encoding.ASCII.GetString([.. pending.Take(end)]).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            pending.RemoveRange(0, end + 2);
            body.AddRange(await TakeAsync(stream, pending, size, cancellation).ConfigureAwait(false));
            await TakeAsync(stream, pending, 2, cancellation).ConfigureAwait(false);
            if (size == 0) return [.. body];
        }
    }

    private static async Task<byte[]> TakeAsync(Stream stream, List<byte> pending, int count, CancellationToken cancellation)
    {
        while (pending.Count < count) await NeedMoreAsync(stream, pending, cancellation).ConfigureAwait(false);
        byte[] taken = [.. pending.Take(count)];
        pending.RemoveRange(0, count);
        return taken;
    }

    private static async Task NeedMoreAsync(Stream stream, List<byte> pending, CancellationToken cancellation)
    {
        if (!await MoreAsync(stream, pending, cancellation).ConfigureAwait(false)) throw new IOException("the connection ended in the middle of a request");
    }

    private static async Task<bool> MoreAsync(Stream stream, List<byte> pending, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        pending.AddRange(buffer.AsSpan(0, read));
        return read > 0;
    }

    private static int IndexOfLineEnd(List<byte> bytes) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).IndexOf("\r\n"u8);

    private static int EndOfHead(List<byte> bytes) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).IndexOf("\r\n\r\n"u8);
}
