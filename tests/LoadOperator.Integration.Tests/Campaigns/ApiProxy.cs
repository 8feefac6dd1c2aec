using System.Net;
using System.Net.Sockets;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>A way to the API server that can be cut, for one client alone.</summary>
internal sealed class ApiProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private volatile CancellationTokenSource _open = new();

    public ApiProxy(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Parse(server.Host), server.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"https://{_listener.LocalEndpoint}");

    /// <summary>Breaks every connection, and lets none through for a while.</summary>
    public async Task CutAsync(TimeSpan time)
    {
        await _open.CancelAsync();
        await Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
        _open = new CancellationTokenSource();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _open.CancelAsync();
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
            var open = _open.Token;
            if (open.IsCancellationRequested) return;
            try
            {
                using var server = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_server, open);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(open);
                var ways = new[] { client.GetStream().CopyToAsync(server.GetStream(), over.Token), server.GetStream().CopyToAsync(client.GetStream(), over.Token) };
                await Task.WhenAny(ways);
                await over.CancelAsync();
                await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
            {
                // Cut.
            }
        }
    }
}
