using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LoadOperator.TestTargets;

/// <summary>A TCP server on loopback that answers every request the way a test wants, also in ways that no web server would.</summary>
public sealed class StubServer : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, int, Stream, CancellationToken, Task<bool>> _answer;
    private readonly Task _accepting;
    private int _requests;
    private int _connections;
    private int _open;
    private int _isDisposed;

    private readonly X509Certificate2? _certificate;

    /// <param name="answer">Given the request's number from 1, answers it; false closes the connection.</param>
    /// <param name="certificate">With one, the server speaks TLS.</param>
    /// <param name="address">Another address of loopback than 127.0.0.1.</param>
    public StubServer(Func<int, Stream, CancellationToken, Task<bool>> answer, X509Certificate2? certificate = null, IPAddress? address = null)
        : this((_, number, stream, stop) => answer(number, stream, stop), certificate, address)
    {
    }

    private StubServer(Func<string, int, Stream, CancellationToken, Task<bool>> answer, X509Certificate2? certificate, IPAddress? address)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}";

    public int Requests => _requests;

    public int Connections => _connections;

    /// <summary>How many are open now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    public static StubServer Answering(string answer, TimeSpan delay = default, X509Certificate2? certificate = null, IPAddress? address = null) => new(
        async (_, stream, stop) =>
        {
            if (delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System, stop);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
            return true;
        },
        certificate,
        address);

    /// <summary>A server whose answer depends on the request: on its line and fields, as one text.</summary>
    public static StubServer AnsweringTo(Func<string, string> answer, TimeSpan delay = default) => new(
        async (head, _, stream, stop) =>
        {
            if (delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System, stop);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(head)), stop);
            return true;
        },
        null,
        null);

    /// <summary>A server that takes requests and never answers.</summary>
    public static StubServer Hanging() => new(async (_, _, stop) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return false;
    });

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
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
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // It was stopped, perhaps between two connections.
            await Task.WhenAll(connections);
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        client.NoDelay = true;
        if (_certificate is null) return client.GetStream();
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return tls;
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _open);
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client);
                var seen = new StringBuilder();
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer, _stop.Token) is var read and > 0)
                {
                    // Requests of these tests have no body: each ends with an empty line.
                    seen.Append(Encoding.ASCII.GetString(buffer, 0, read));
                    while (seen.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
                    {
                        var head = seen.ToString(0, end);
                        seen.Remove(0, end + 4);
                        if (!await _answer(head, Interlocked.Increment(ref _requests), stream, _stop.Token)) return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The other side went away, or the test is over.
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
    }
}
