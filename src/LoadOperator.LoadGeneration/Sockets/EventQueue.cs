using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LoadOperator.LoadGeneration.Clocks;
using Microsoft.Win32.SafeHandles;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>What has changed about a socket, as the kernel says it (sys/epoll.h).</summary>
[Flags]
internal enum SocketEvents : uint
{
    Readable = 0x1,
    Writable = 0x4,
    Error = 0x8,
    HungUp = 0x10,

    /// <summary>The other side will send no more.</summary>
    Ended = 0x2000,

    /// <summary>Each change is told once.</summary>
    Edges = 1u << 31,
}

/// <summary>The kernel's queue of what happens on many sockets: epoll(7).</summary>
internal sealed partial class EventQueue : IDisposable
{
    /// <summary>How many events it gives at once.</summary>
    public const int Capacity = 64;

    private const long Bell = 0;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Add = 1;
    private const int Change = 3;
    private const SocketEvents OfSockets = SocketEvents.Readable | SocketEvents.Writable | SocketEvents.Ended | SocketEvents.Edges;
    private const short Readable = 1;

    // struct epoll_event is packed on x86 alone.
    private static readonly int IdAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventLength = IdAt + sizeof(long);

    private readonly SafeFileHandle _queue = Open(epoll_create1(CloseOnExec));
    private readonly SafeFileHandle _bell = Open(eventfd(0, CloseOnExec | NonBlocking));
    private readonly byte[] _events = new byte[Capacity * (sizeof(long) + sizeof(long))];

    public EventQueue() => Register(Add, _bell, Bell, SocketEvents.Readable | SocketEvents.Edges);

    /// <summary>An event of those taken last, and the number of the socket that it is about; 0 where it only ends a wait.</summary>
    public (SocketEvents Events, long Id) this[int index]
    {
        get
        {
            ref var told = ref _events[index * EventLength];
            return (Unsafe.ReadUnaligned<SocketEvents>(ref told), Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref told, IdAt)));
        }
    }

    /// <summary>Tells what happens to a socket until it is closed.</summary>
    /// <param name="id">How events name it; not 0.</param>
    /// <exception cref="SocketException">This machine lacks memory for it.</exception>
    public void Watch(Socket socket, long id) => Register(Add, socket.SafeHandle, id, OfSockets);

    /// <summary>Tells once more what is the case with a socket.</summary>
    public void TellAgain(Socket socket, long id) => Register(Change, socket.SafeHandle, id, OfSockets);

    /// <summary>Takes what has happened, without waiting.</summary>
    /// <returns>How many events there are.</returns>
    public int Take() => Math.Max(0, epoll_wait(_queue, ref _events[0], Capacity, 0));

    /// <summary>Waits until something happens, or for so long: to the microsecond, which epoll itself can in newer kernels alone.</summary>
    public void Wait(long forNs)
    {
        var polled = new PolledFile { Descriptor = (int)_queue.DangerousGetHandle(), Events = Readable };
        var time = TimeSpec.Of(forNs);
        _ = ppoll(ref polled, 1, in time, nint.Zero);
    }

    /// <summary>Ends a wait, or the next one.</summary>
    public void Wake() => _ = eventfd_write(_bell, 1);

    public void Dispose()
    {
        _queue.Dispose();
        _bell.Dispose();
    }

    private static SafeFileHandle Open(int descriptor) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new IOException($"no event queue: error {Marshal.GetLastPInvokeError()} of the system");

    private void Register(int operation, SafeHandle handle, long id, SocketEvents events)
    {
        Span<byte> told = stackalloc byte[EventLength];
        MemoryMarshal.Write(told, in events);
        MemoryMarshal.Write(told[IdAt..], in id);
        if (epoll_ctl(_queue, operation, handle, ref told[0]) != 0) throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc")]
    private static partial int eventfd_write(SafeHandle file, ulong value);

    [LibraryImport("libc")]
    private static partial int epoll_ctl(SafeHandle queue, int operation, SafeHandle file, ref byte told);

    [LibraryImport("libc")]
    private static partial int epoll_wait(SafeHandle queue, ref byte events, int most, int timeoutMs);

    [LibraryImport("libc")]
    private static partial int ppoll(ref PolledFile files, nuint count, in TimeSpec timeout, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PolledFile
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
