using System.Net.Sockets;

namespace LoadOperator.Profiling.Capture;

/// <summary>Finds the diagnostic port of a process that cannot be seen, by the folder that it is in.</summary>
public static class AnsweringSocket
{
    /// <summary>The port at which a runtime listens.</summary>
    /// <param name="path">The port itself, or a folder of such.</param>
    /// <exception cref="CaptureException">There is none, or there are several.</exception>
    public static string Of(string path)
    {
        // A socket is no regular file, and yet not a folder.
        if (!Directory.Exists(path)) return path;
        try
        {
            // One that a process has left behind takes no connection.
            List<string> found = [.. Directory.EnumerateFiles(path, DiagnosticSocket.Pattern).Where(Answers)];
            return found switch
            {
                [var only] => only,
                [] => throw new CaptureException($"no process has its diagnostic port in {path}: the target is not .NET, has only just started, or has another temporary folder (TMPDIR)"),
                _ => throw new CaptureException($"several processes have their diagnostic ports in {path}: {string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))}; give the one that is to be profiled a port of its own, DOTNET_DiagnosticPorts=PATH,listen,nosuspend"),
            };
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CaptureException($"{path} belongs to another user: run as that user", exception);
        }
    }

    private static bool Answers(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CaptureException($"{path} belongs to another user: run as that user", exception);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return false;
        }
    }
}
