using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>What an answer's status line and fields say of its length and of the connection's future (RFC 9112, sections 4 to 6).</summary>
internal sealed class ResponseHead
{
    private const int StatusLineShortest = 12;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private bool _isFraming;

    public static ReadOnlySpan<byte> Start => "HTTP/1."u8;

    public int Status { get; private set; }

    /// <summary>The body's length, where the answer gives one.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>Whether the answer names a transfer encoding, and so says nothing by its length.</summary>
    public bool IsEncoded { get; private set; }

    public bool IsChunked { get; private set; }

    public bool KeepsAlive { get; private set; }

    /// <returns>False where it is no status line of HTTP/1.</returns>
    public bool TryStatusLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < StatusLineShortest || !line.StartsWith(Start) || line[8] != ' ') return false;
        if (!Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3 || status < 100) return false;
        if (line.Length > StatusLineShortest && line[StatusLineShortest] != ' ') return false;
        Status = status;
        KeepsAlive = line[7] != '0';
        (ContentLength, IsEncoded, IsChunked, _isFraming) = (null, false, false, false);
        return true;
    }

    /// <returns>False where it is no field, or one that contradicts another.</returns>
    public bool TryField(ReadOnlySpan<byte> line)
    {
        // A field may go on in the next line, which nobody does any more; a length must not.
        if (line[0] is (byte)' ' or (byte)'\t') return !_isFraming;
        var colon = line.IndexOf((byte)':');
        if (colon < 1) return false;
        var name = line[..colon];
        _isFraming = false;
        return name.Length switch
        {
            10 when Ascii.EqualsIgnoreCase(name, "connection"u8) => TryConnection(line[(colon + 1)..]),
            14 when Ascii.EqualsIgnoreCase(name, "content-length"u8) => TryContentLength(line[(colon + 1)..]),
            17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8) => TryTransferEncoding(line[(colon + 1)..]),
            _ => !name.ContainsAnyExcept(NameBytes),
        };
    }

    private bool TryContentLength(ReadOnlySpan<byte> value)
    {
        _isFraming = true;
        value = value.Trim(" \t"u8);
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (!Utf8Parser.TryParse(value, out long length, out var digits) || digits != value.Length) return false;
        if (ContentLength is { } earlier && earlier != length) return false;
        ContentLength = length;
        return true;
    }

    /// <summary>The last encoding counts: only where that is "chunked" does the answer end by itself.</summary>
    private bool TryTransferEncoding(ReadOnlySpan<byte> value)
    {
        _isFraming = true;
        IsEncoded = true;
        IsChunked = Ascii.EqualsIgnoreCase(value[(value.LastIndexOf((byte)',') + 1)..].Trim(" \t"u8), "chunked"u8);
        return true;
    }

    private bool TryConnection(ReadOnlySpan<byte> value)
    {
        foreach (var range in value.Split((byte)','))
        {
            var option = value[range].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(option, "close"u8)) KeepsAlive = false;
            else if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8)) KeepsAlive = true;
        }

        return true;
    }
}
