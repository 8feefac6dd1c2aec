using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadOperator.LoadGeneration.Tests;

/// <summary>A TCP server on loopback that answers every request the way a test wants, also in ways that no web server would.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, NetworkStream, CancellationToken, Task<bool>> _answer;
    private readonly Task _accepting;
    private int _requests;

    /// <param name="answer">Given the request's number from 1, answers it; false closes the connection.</param>
    public StubServer(Func<int, NetworkStream, CancellationToken, Task<bool>> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    public int Requests => _requests;

    public static StubServer Answering(string answer) => new(async (_, stream, stop) =>
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var seen = new StringBuilder();
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer, _stop.Token) is var read and > 0)
                {
                    // Requests of these tests have no body: each ends with an empty line.
                    seen.Append(Encoding.ASCII.GetString(buffer, 0, read));
                    while (seen.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
                    {
                        seen.Remove(0, end + 4);
                        if (!await _answer(Interlocked.Increment(ref _requests), stream, _stop.Token)) return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The other side went away, or the test is over.
            }
        }
    }
}
