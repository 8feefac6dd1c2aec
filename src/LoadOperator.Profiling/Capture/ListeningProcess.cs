using System.Globalization;
using System.Net;

namespace LoadOperator.Profiling.Capture;

/// <summary>Finds the process that serves an address of this machine.</summary>
public static class ListeningProcess
{
    private const string Listening = "0A";

    /// <summary>The process that listens at the address.</summary>
    /// <exception cref="CaptureException">There is none, several, or it is another user's.</exception>
    public static int Of(Uri address) => Of(PortOf(address));

    /// <summary>All processes that do: one that has forked workers, and they.</summary>
    /// <exception cref="CaptureException">There is none, or it is another user's.</exception>
    public static IReadOnlyList<int> AllOf(Uri address) => AllOf(PortOf(address));

    /// <summary>The process that listens on a port here: on this machine, or in this pod.</summary>
    /// <exception cref="CaptureException">There is none, several, or it is another user's.</exception>
    public static int Of(int port)
    {
        var found = AllOf(port);
        // One that has only handed the port down, or was handed it, is none of ours. A diagnostic port may have been left by another that had its number.
        if (found.Count > 1 && found.Where(id => DiagnosticSocket.Of(id) is { } socket && DiagnosticConnection.Answers(socket)).ToList() is { Count: > 0 } traceable) found = traceable;
        return found is [var only] ? only : throw new CaptureException($"several processes listen on port {port}: {string.Join(", ", found)}; there must be one, or it must be said which");
    }

    /// <summary>All processes that listen on a port here.</summary>
    /// <exception cref="CaptureException">There is none, or it is another user's.</exception>
    public static IReadOnlyList<int> AllOf(int port)
    {
        var sockets = Sockets(port);
        if (sockets.Count == 0) throw new CaptureException($"nothing listens on port {port} here");
        List<int> found = [.. Processes().Where(id => Holds(id, sockets))];
        return found.Count > 0 ? found : throw new CaptureException($"what listens on port {port} belongs to another user: run as that user, or as root");
    }

    private static int PortOf(Uri address) =>
        address.IsLoopback || IsOfThisMachine(address.Host) ? address.Port : throw new CaptureException($"{address.Authority} is not on this machine: its process cannot be found");

    private static bool IsOfThisMachine(string host) => string.Equals(host, Dns.GetHostName(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The inodes of listening sockets: proc(5), /proc/net/tcp.</summary>
    private static HashSet<string> Sockets(int port)
    {
        var inodes = new HashSet<string>();
        foreach (var file in new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists))
        {
            foreach (var line in File.ReadLines(file).Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields is [_, var local, _, Listening, _, _, _, _, _, var inode, ..] && int.Parse(local[(local.IndexOf(':', StringComparison.Ordinal) + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port)
                    inodes.Add($"socket:[{inode}]");
            }
        }

        return inodes;
    }

    private static IEnumerable<int> Processes() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Order();

    private static bool Holds(int id, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Any(fd => new FileInfo(fd).LinkTarget is { } link && sockets.Contains(link));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's, or it has ended.
            return false;
        }
    }
}
