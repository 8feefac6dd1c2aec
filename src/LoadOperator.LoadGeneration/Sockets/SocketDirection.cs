using System.Threading.Tasks.Sources;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>
/// One direction of a socket that does not block, awaitable as often as one likes without allocating. What cannot be done at once is done by the
/// event loop when the kernel says that it can; whoever awaits it goes on there.
/// </summary>
internal abstract class SocketDirection : IValueTaskSource<int>
{
    /// <summary>More can be done, as far as is known.</summary>
    private const int Ready = 1;

    /// <summary>Somebody awaits.</summary>
    private const int Awaited = 2;

    /// <summary>The other side sends no more: no event will tell what is left to be read.</summary>
    private const int Ended = 4;

    private const int Closed = 8;

    private ManualResetValueTaskSourceCore<int> _completion;
    private int _state;

    /// <summary>Whether something has been told that nobody has tried since.</summary>
    public bool IsTold => (Volatile.Read(ref _state) & (Ready | Ended | Closed)) != 0;

    /// <summary>Something has happened: it can be tried (again).</summary>
    /// <param name="ended">Nothing more will be told of this direction.</param>
    public void Happened(bool ended)
    {
        var state = Volatile.Read(ref _state);
        var told = ended ? Ready | Ended : Ready;
        // Most events tell of both directions, and news of one alone.
        if ((state & (told | Awaited)) != told) state = Interlocked.Or(ref _state, told);
        if ((state & Awaited) != 0 && (Interlocked.And(ref _state, ~Awaited) & Awaited) != 0 && TryRun(out var result)) _completion.SetResult(result);
    }

    /// <summary>The socket is closed.</summary>
    public void Close()
    {
        _ = Interlocked.Or(ref _state, Closed);
        if ((Interlocked.And(ref _state, ~Awaited) & Awaited) != 0) _completion.SetResult(TransportFailure.Broken);
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

    /// <summary>Does what can be done now.</summary>
    /// <param name="hasMore">Whether it may be possible to do more at once, though no event will say so.</param>
    /// <returns>Null where nothing can.</returns>
    protected abstract int? Try(out bool hasMore);

    /// <summary>Tries, and awaits where nothing can be done yet.</summary>
    /// <param name="isReady">That something can be done is likely, though no event has told.</param>
    protected ValueTask<int> RunAsync(bool isReady = false)
    {
        if (isReady) _ = Interlocked.Or(ref _state, Ready);
        var version = _completion.Version;
        return TryRun(out var result) ? new ValueTask<int>(result) : new ValueTask<int>(this, version);
    }

    private bool TryRun(out int result)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            result = TransportFailure.Broken;
            if ((state & Closed) != 0) return true;
            if ((state & Ready) == 0)
            {
                if (Interlocked.CompareExchange(ref _state, state | Awaited, state) == state) return false;
                continue;
            }

            // Taken away before it is tried: an event that comes meanwhile sets it again.
            if (Interlocked.CompareExchange(ref _state, state & ~Ready, state) != state) continue;
            if (Try(out var hasMore) is not { } done) continue;
            if (hasMore || (state & Ended) != 0) _ = Interlocked.Or(ref _state, Ready);
            result = done;
            return true;
        }
    }
}
