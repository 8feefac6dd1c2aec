using System.Buffers;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Percent-encodes what a path and query may not hold as it is (RFC 3986); what is encoded already stays.</summary>
internal static class PathEncoding
{
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~"u8);

    private static ReadOnlySpan<byte> Hex => "0123456789ABCDEF"u8;

    public static void Append(ReadOnlySpan<byte> text, ReusedBuffer to)
    {
        while (text.IndexOfAnyExcept(Allowed) is var next and >= 0)
        {
            to.Append(text[..next]);
            to.Append([(byte)'%', Hex[text[next] >> 4], Hex[text[next] & 15]]);
            text = text[(next + 1)..];
        }

        to.Append(text);
    }
}
