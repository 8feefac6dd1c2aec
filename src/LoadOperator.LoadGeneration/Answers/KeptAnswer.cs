using System.Text;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>What is kept of an answer for those who look into it; of other steps' answers nothing is. Used again for the next.</summary>
internal sealed class KeptAnswer
{
    /// <summary>Bytes kept of a body: what is looked for must stand among them.</summary>
    public const int LongestBody = 64 * 1024;

    private readonly ReusedBuffer _fields = new();
    private readonly ReusedBuffer _body = new();
    private readonly ReusedBuffer _decoded = new();
    private bool _isDecoded;

    /// <summary>What is looked into: the body, or what it has been decoded to.</summary>
    public ReadOnlySpan<byte> Body => (_isDecoded ? _decoded : _body).Written.Span;

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Received => _body.Written;

    public void Clear()
    {
        _fields.Clear();
        _body.Clear();
        _isDecoded = false;
    }

    /// <summary>Where to write what is to be looked into in place of the body.</summary>
    public ReusedBuffer Decode()
    {
        _decoded.Clear();
        _isDecoded = true;
        return _decoded;
    }

    /// <summary>Keeps a field line of the head, without its end.</summary>
    public void KeepField(ReadOnlySpan<byte> line)
    {
        _fields.Append(line);
        _fields.Append("\n"u8);
    }

    /// <summary>Keeps the next bytes of the body, as far as there is room.</summary>
    public void KeepBody(ReadOnlySpan<byte> bytes) => _body.Append(bytes[..Math.Min(bytes.Length, LongestBody - _body.Length)]);

    /// <summary>The value of the first field of this name.</summary>
    public bool TryField(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var left = _fields.Written.Span;
        while (left.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = left[..end];
            left = left[(end + 1)..];
            if (line.IndexOf((byte)':') is var colon && colon == name.Length && Ascii.EqualsIgnoreCase(line[..colon], name))
            {
                value = line[(colon + 1)..].Trim(" \t"u8);
                return true;
            }
        }

        value = default;
        return false;
    }
}
