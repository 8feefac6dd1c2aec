using System.Net;
using System.Net.Sockets;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>Ports of loopback that nobody listens on, for programs that want to be told theirs.</summary>
internal static class FreePorts
{
    public static int Take() => Take(1)[0];

    /// <summary>Several at once, no two alike.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
