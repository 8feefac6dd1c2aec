using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LoadOperator.Profiling.Capture;

namespace LoadOperator.Profiling.Tests.Capture;

/// <summary>Several processes that hold one port: as after a fork.</summary>
public sealed class ListeningProcessTests : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ListeningProcessTests()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
    }

    private int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    [Fact]
    public void Of_PortHandedDownToAProgramThatIsNotDotnet_IsTheProcessThatCanBeTraced()
    {
        using var child = Inheriting("sleep", "60");
        try
        {
            Assert.Equal(Environment.ProcessId, ListeningProcess.Of(Port));
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public async Task Of_PortOfTwoDotnetProcesses_NamesBothAndGuessesNone()
    {
        SetInheritable(true);
        await using var child = await LiveTarget.StartAsync();
        SetInheritable(false);

        var message = Assert.Throws<CaptureException>(() => ListeningProcess.Of(Port)).Message;

        Assert.StartsWith($"several processes listen on port {Port}: ", message, StringComparison.Ordinal);
        foreach (var id in new[] { Environment.ProcessId, child.Id }) Assert.Contains($"{id}", message, StringComparison.Ordinal);
    }

    public void Dispose() => _socket.Dispose();

    private Process Inheriting(string program, string argument)
    {
        SetInheritable(true);
        var child = Process.Start(program, argument);
        SetInheritable(false);
        return child;
    }

    private void SetInheritable(bool value)
    {
        // fcntl.h: F_SETFD, FD_CLOEXEC.
        const int setFlags = 2, closeOnExecute = 1;
        Assert.Equal(0, SetFlags((int)_socket.Handle, setFlags, value ? 0 : closeOnExecute));
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFlags(int file, int command, int argument);
}
