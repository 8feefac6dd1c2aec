using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LoadOperator.Profiling.Capture;

/// <summary>Finds the process that serves an address of this machine.</summary>
public static class ListeningProcess
{
    /// <summary>The process that listens at the address.</summary>
    /// <exception cref="CaptureException">There is none, several, or it is another user's.</exception>
    public static int Of(Uri address) => OneOf(AllOf(address), $"at {address.Authority}");

    /// <summary>All processes that do: one that has forked workers, and they. Another that listens on the same port of another address is none of them.</summary>
    /// <exception cref="CaptureException">There is none, or it is another user's.</exception>
    public static IReadOnlyList<int> AllOf(Uri address)
    {
        var sockets = ListeningSocket.All();
        // A name may have several addresses, of which one is not served: whoever connects goes on to the next.
        return Holding(AddressesOf(address).Select(ip => ListeningSocket.Serving(sockets, ip, address.Port)).FirstOrDefault(s => s.Count > 0) ?? [], $"at {address.Authority}");
    }

    /// <summary>The process that listens on a port here, at whatever address: in this pod.</summary>
    /// <exception cref="CaptureException">There is none, several, or it is another user's.</exception>
    public static int Of(int port) => OneOf(AllOf(port), $"on port {port}");

    /// <summary>All processes that listen on a port here.</summary>
    /// <exception cref="CaptureException">There is none, or it is another user's.</exception>
    public static IReadOnlyList<int> AllOf(int port) => Holding([.. ListeningSocket.All().Where(s => s.Port == port)], $"on port {port}");

    private static int OneOf(IReadOnlyList<int> found, string where)
    {
        // One that has only handed the port down, or was handed it, is none of ours. A diagnostic port may have been left by another that had its number.
        if (found.Count > 1 && found.Where(id => DiagnosticSocket.Of(id) is { } socket && DiagnosticConnection.Answers(socket)).ToList() is { Count: > 0 } traceable) found = traceable;
        return found is [var only] ? only : throw new CaptureException($"several processes listen {where}: {string.Join(", ", found)}; there must be one, or it must be said which");
    }

    private static List<int> Holding(IReadOnlyList<ListeningSocket> sockets, string where)
    {
        if (sockets.Count == 0) throw new CaptureException($"nothing listens {where} here");
        var links = sockets.Select(s => s.Link).ToHashSet();
        List<int> found = [.. Processes().Where(id => Holds(id, links))];
        return found.Count > 0 ? found : throw new CaptureException($"what listens {where} belongs to another user: run as that user, or as root");
    }

    private static IPAddress[] AddressesOf(Uri address)
    {
        if (!address.IsLoopback && !string.Equals(address.Host, Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)) throw new CaptureException($"{address.Authority} is not on this machine: its process cannot be found");
        try
        {
            return Dns.GetHostAddresses(address.DnsSafeHost);
        }
        catch (SocketException exception)
        {
            throw new CaptureException($"{address.Host} has no address: {exception.Message}", exception);
        }
    }

    private static IEnumerable<int> Processes() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Order();

    private static bool Holds(int id, HashSet<string> links)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Any(fd => new FileInfo(fd).LinkTarget is { } link && links.Contains(link));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's, or it has ended.
            return false;
        }
    }
}
