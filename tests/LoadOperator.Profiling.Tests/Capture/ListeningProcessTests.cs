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
        using var child = Inheriting(_socket, "sleep", "60");
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
        SetInheritable(_socket, true);
        await using var child = await LiveTarget.StartAsync();
        SetInheritable(_socket, false);

        var message = Assert.Throws<CaptureException>(() => ListeningProcess.Of(Port)).Message;

        Assert.StartsWith($"several processes listen on port {Port}: ", message, StringComparison.Ordinal);
        foreach (var id in new[] { Environment.ProcessId, child.Id }) Assert.Contains($"{id}", message, StringComparison.Ordinal);
    }

    /// <summary>Two services of one machine may have the same port, each at an address of its own.</summary>
    [Fact]
    public void AllOf_PortOfTwoAddresses_IsWhoListensAtTheOneThatIsMeant()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), Port));
        other.Listen();
        using var child = Inheriting(other, "sleep", "60");
        try
        {
            Assert.DoesNotContain(child.Id, ListeningProcess.AllOf(new Uri($"http://127.0.0.1:{Port}")));
            Assert.DoesNotContain(child.Id, ListeningProcess.AllOf(new Uri($"http://localhost:{Port}")));
            // What another test starts at this moment may inherit the socket as well.
            Assert.Superset(new HashSet<int> { Environment.ProcessId, child.Id }, ListeningProcess.AllOf(new Uri($"http://127.0.0.2:{Port}")).ToHashSet());
            // In a pod it is not known at which address it is loaded.
            Assert.Superset(new HashSet<int> { Environment.ProcessId, child.Id }, ListeningProcess.AllOf(Port).ToHashSet());
            Assert.Equal($"nothing listens at 127.0.0.3:{Port} here", Assert.Throws<CaptureException>(() => ListeningProcess.AllOf(new Uri($"http://127.0.0.3:{Port}"))).Message);
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public void AllOf_SocketOfAllAddresses_IsFoundByEach()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var dual = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        dual.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        dual.Listen();

        foreach (var host in new[] { "127.0.0.1", "127.0.0.7", "localhost", "[::1]" })
            Assert.Equal([Environment.ProcessId], ListeningProcess.AllOf(new Uri($"http://{host}:{((IPEndPoint)dual.LocalEndPoint!).Port}")));
    }

    [Fact]
    public void AllOf_AnotherMachine_SaysSo() =>
        Assert.Equal("198.18.0.1 is not on this machine: its process cannot be found", Assert.Throws<CaptureException>(() => ListeningProcess.AllOf(new Uri("http://198.18.0.1:80"))).Message);

    public void Dispose() => _socket.Dispose();

    private static Process Inheriting(Socket socket, string program, string argument)
    {
        SetInheritable(socket, true);
        var child = Process.Start(program, argument);
        SetInheritable(socket, false);
        return child;
    }

    private static void SetInheritable(Socket socket, bool value)
    {
        // fcntl.h: F_SETFD, FD_CLOEXEC.
        const int setFlags = 2, closeOnExecute = 1;
        Assert.Equal(0, SetFlags((int)socket.Handle, setFlags, value ? 0 : closeOnExecute));
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFlags(int file, int command, int argument);
}
