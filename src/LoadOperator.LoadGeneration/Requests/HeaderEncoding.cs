using System.Buffers;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Puts a blank in place of what would end a header's value (RFC 9110, section 5.5): what a target or a file gives must not add headers.</summary>
internal static class HeaderEncoding
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create("\r\n\0"u8);

    public static void Append(ReadOnlySpan<byte> text, ReusedBuffer to)
    {
        while (text.IndexOfAny(Ends) is var next and >= 0)
        {
            to.Append(text[..next]);
            to.Append(" "u8);
            text = text[(next + 1)..];
        }

        to.Append(text);
    }
}
