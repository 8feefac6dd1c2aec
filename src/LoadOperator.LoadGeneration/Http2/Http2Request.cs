using System.Net;
using System.Text;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>Steps render their requests as HTTP/1.1 messages; this reads one for the framework's client.</summary>
internal static class Http2Request
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Headers of one connection, which HTTP/2 does not have (RFC 9113, section 8.2.2), and what the client writes itself.</summary>
    private static readonly HashSet<string> OfHttp1 = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "Content-Length" };

    public static HttpRequestMessage Of(ReadOnlyMemory<byte> message, Uri target)
    {
        var end = message.Span.IndexOf("\r\n\r\n"u8);
        var lines = Encoding.UTF8.GetString(message.Span[..end]).Split("\r\n");
        var afterMethod = lines[0].IndexOf(' ', StringComparison.Ordinal);
        var path = lines[0][(afterMethod + 1)..lines[0].LastIndexOf(' ')];
        var fields = lines.Skip(1).Select(Split).ToList();
        // The client may still hold on to a body that has timed out when its memory is written anew.
        var body = message[(end + 4)..].ToArray();
        var request = new HttpRequestMessage(new HttpMethod(lines[0][..afterMethod]), new Uri($"{target.Scheme}://{target.Authority}{path}", AsItIs))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body.Length > 0 || fields.Any(f => f.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, value) in fields)
        {
            if (OfHttp1.Contains(name) || request.Headers.TryAddWithoutValidation(name, value)) continue;
            // A field of the content, such as Content-Type, has its place there.
            (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static (string Name, string Value) Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return (line[..colon], line[(colon + 1)..].Trim());
    }
}
