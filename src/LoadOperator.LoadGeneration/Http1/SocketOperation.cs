using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// One direction of a socket, awaitable as often as one likes without allocating. Its continuation runs on the thread that saw
/// the bytes arrive.
/// </summary>
internal sealed class SocketOperation() : SocketAsyncEventArgs(true), IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _completion;

    public ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        SetBuffer(buffer);
        return Await(socket.ReceiveAsync(this));
    }

    public ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        // The socket only reads from it.
        SetBuffer(System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes));
        return Await(socket.SendAsync(this));
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var result = _completion.GetResult(token);
        _completion.Reset();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _completion.SetResult(Result);

    private int Result => SocketError switch
    {
        SocketError.Success => BytesTransferred,
        SocketError.NoBufferSpaceAvailable => TransportFailure.Starved,
        _ => TransportFailure.Broken,
    };

    private ValueTask<int> Await(bool isPending) => isPending ? new ValueTask<int>(this, _completion.Version) : new ValueTask<int>(Result);
}
