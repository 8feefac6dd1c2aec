using System.Net.Sockets;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>What can be told of a connection on which nothing is expected.</summary>
internal static class IdleSocket
{
    /// <summary>Whether it has become readable: closed by the target, reset, or with bytes that nobody asked for.</summary>
    public static bool HasNews(this Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }
}
