using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadOperator.Cli.Tests;

/// <summary>A way to a server on loopback that can be cut as a cable is: from then on nothing that comes is even acknowledged.</summary>
internal sealed class BlackHole : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Socket> _fronts = [];
    private readonly Uri _server;
    private readonly Task _serving;

    public BlackHole(Uri server)
    {
        _server = server;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url => new($"https://{_listener.LocalEndpoint}");

    /// <summary>The kernel drops whatever comes for these sockets before its TCP sees it, calls for new connections as well.</summary>
    public void Cut()
    {
        // linux/filter.h: a program of one instruction, "return 0 bytes of the packet", and its length and address.
        const int socketLevel = 1, attachFilter = 26, programLength = 16;
        const ulong returnNothing = 6;
        var instruction = Marshal.AllocHGlobal(sizeof(ulong));
        try
        {
            Marshal.WriteInt64(instruction, (long)returnNothing);
            var program = new byte[programLength];
            BitConverter.TryWriteBytes(program, (ushort)1);
            BitConverter.TryWriteBytes(program.AsSpan(8), instruction.ToInt64());
            lock (_fronts)
                foreach (var front in _fronts.Append(_listener.Server)) front.SetRawSocketOption(socketLevel, attachFilter, program);
        }
        finally
        {
            Marshal.FreeHGlobal(instruction);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _serving;
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ForwardAsync(await _listener.AcceptSocketAsync(_over.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(Socket front)
    {
        lock (_fronts) _fronts.Add(front);
        using var back = new TcpClient();
        try
        {
            await using var near = new NetworkStream(front, ownsSocket: true);
            await back.ConnectAsync(_server.Host, _server.Port, _over.Token);
            await Task.WhenAny(near.CopyToAsync(back.GetStream(), _over.Token), back.GetStream().CopyToAsync(near, _over.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // One of the two ends is gone.
        }
    }
}
