using System.Buffers;
using System.Globalization;
using System.Text;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Percent-encodes what a path and query may not hold as it is (RFC 3986); what is encoded already stays.</summary>
internal static class PathEncoding
{
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~"u8);

    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (Allowed.Contains(octet)) encoded.Append((char)octet);
            else encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
