using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace LoadOperator.Profiling.Capture;

/// <summary>A runtime that can be asked.</summary>
/// <param name="Held">What has to be kept as long as it is; null for nothing.</param>
internal sealed record DiagnosticConnection(DiagnosticsClient Client, IAsyncDisposable? Held) : IAsyncDisposable
{
    /// <summary>Connects to a socket at which a runtime listens.</summary>
    public static Task<DiagnosticConnection> ToAsync(string socket, CancellationToken cancellation) => OpenAsync($"{socket},connect", cancellation);

    /// <summary>Waits at a socket until a runtime connects.</summary>
    /// <exception cref="CaptureException">Another program waits there.</exception>
    public static Task<DiagnosticConnection> FromAsync(string socket, CancellationToken cancellation)
    {
        if (Answers(socket)) throw new CaptureException($"another program waits at {socket} for the runtime to connect: give the target one more port in DOTNET_DiagnosticPorts");
        // What one that was killed has left behind.
        File.Delete(socket);
        return OpenAsync($"{socket},listen", cancellation);
    }

    /// <summary>Whether anybody listens at a socket.</summary>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static bool Answers(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new UnauthorizedAccessException(path, exception);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => Held?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<DiagnosticConnection> OpenAsync(string port, CancellationToken cancellation)
    {
        var connector = await DiagnosticsClientConnector.FromDiagnosticPort(port, cancellation).ConfigureAwait(false);
        // It answers nothing when it is cancelled.
        return connector is null ? throw new OperationCanceledException(cancellation) : new DiagnosticConnection(connector.Instance, connector);
    }
}
