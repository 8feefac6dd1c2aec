using System.Collections.Concurrent;
using System.Net.Sockets;
using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>What is to be done at set times.</summary>
internal interface IPaced
{
    /// <summary>When something is due; never, where nothing more is.</summary>
    long NextDueNs { get; }

    /// <summary>Does what is due, for so long at most.</summary>
    void RunDue(long forNs, Reading reading);
}

/// <summary>How far a loop has come with what there is to read.</summary>
internal enum Reading
{
    /// <summary>It has just found nothing.</summary>
    Idle,

    /// <summary>It has found nothing within the last millisecond: no answer has been waiting for longer.</summary>
    KeepsUp,

    /// <summary>There has been something to read for longer than that: what seems to wait for the target may wait for this loop.</summary>
    Behind,
}

/// <summary>
/// One thread that does both: it reads answers, and sends arrivals when they are due. Two threads would compete for the CPU, and wake each other for
/// every request; one alone never waits while there is something to do, and the more there is, the more of it each call of the system brings.
/// Answers come first: a generator that is behind sends one arrival for each, on the connection that it sets free, and does not flood a target that is.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    /// <summary>How long it sends before it looks for answers again: so much later is an answer read.</summary>
    private const long SendingNs = 20_000;

    /// <summary>How long it reads at most before it sends all the same: a target may have more to say than there is time. Who has read for longer is behind.</summary>
    private const long ReadingNs = 1_000_000;

    /// <summary>Before others, yet not so far that an overloaded generator could no longer answer those who ask how it is.</summary>
    private const int Nice = -5;

    private const long LongestWaitNs = 3_600_000_000_000;

    private readonly EventQueue _queue = new();
    private readonly ConcurrentDictionary<long, LoopSocket> _sockets = new();
    private readonly Lock _lock = new();
    private readonly EventLoops _loops;
    private readonly Thread _thread;
    private volatile IPaced[] _paced = [];
    private volatile EventLoop[] _peers = [];
    private volatile bool _isOver;
    private long _lastId;

    /// <summary>When it last found nothing to read; no time at all while it waits.</summary>
    private long _idleNs = long.MaxValue;

    public EventLoop(string name, EventLoops loops)
    {
        _loops = loops;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Others that read answers to what this one sends: it is behind where one of them is.</summary>
    public void SendsFor(EventLoop[] peers) => _peers = peers;

    public long NewId() => Interlocked.Increment(ref _lastId);

    /// <summary>Tells a connection what happens on its socket.</summary>
    public void Watch(Socket socket, long id, LoopSocket connection)
    {
        _sockets[id] = connection;
        _queue.Watch(socket, id);
    }

    /// <summary>Comes back to a connection when others have had their turn.</summary>
    public void TellAgain(Socket socket, long id) => _queue.TellAgain(socket, id);

    public void Forget(long id) => _sockets.TryRemove(id, out _);

    /// <summary>Does something when it is due, until nothing more is.</summary>
    public void Pace(IPaced paced)
    {
        lock (_lock)
        {
            if (!_paced.Contains(paced)) _paced = [.. _paced.Where(p => p.NextDueNs < long.MaxValue), paced];
        }

        _queue.Wake();
    }

    public void Dispose()
    {
        _isOver = true;
        _queue.Wake();
        if (_thread != Thread.CurrentThread) _thread.Join();
        // Nobody tells them any more what happens.
        foreach (var socket in _sockets.Values) socket.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        PreciseSleep.PrepareThread(Nice);
        var sentNs = 0L;
        while (!_isOver)
        {
            var count = _queue.Take();
            for (var i = 0; i < count; i++)
            {
                var (events, id) = _queue[i];
                if (_sockets.TryGetValue(id, out var socket)) Tell(socket, events);
            }

            var now = MonotonicClock.Now;
            if (count == 0) Volatile.Write(ref _idleNs, now);
            var isBehind = IsBehind(now);
            // A full load is rarely all.
            if ((isBehind || count == EventQueue.Capacity) && now - sentNs < ReadingNs) continue;
            sentNs = now;
            var next = RunDue(now, isBehind || IsAnyPeerBehind(now) ? Reading.Behind : count == 0 ? Reading.Idle : Reading.KeepsUp);
            now = MonotonicClock.Now;
            if (count == 0 && next > now) Wait(Math.Min(next - now, LongestWaitNs));
        }
    }

    private void Wait(long forNs)
    {
        Volatile.Write(ref _idleNs, long.MaxValue);
        _queue.Wait(forNs);
        Volatile.Write(ref _idleNs, MonotonicClock.Now);
    }

    private bool IsBehind(long now) => now - Volatile.Read(ref _idleNs) >= ReadingNs;

    private bool IsAnyPeerBehind(long now)
    {
        foreach (var peer in _peers)
            if (peer.IsBehind(now)) return true;
        return false;
    }

    /// <returns>When the next is due.</returns>
    private long RunDue(long now, Reading reading)
    {
        var next = long.MaxValue;
        foreach (var paced in _paced)
        {
            if (paced.NextDueNs <= now) Run(paced, reading);
            next = Math.Min(next, paced.NextDueNs);
        }

        return next;
    }

    private void Run(IPaced paced, Reading reading)
    {
        try
        {
            paced.RunDue(SendingNs, reading);
        }
        catch (Exception exception) when (_loops.Survive(exception))
        {
            _loops.Fault(exception);
        }
    }

    private void Tell(LoopSocket socket, SocketEvents events)
    {
        try
        {
            socket.Happened(events);
        }
        catch (Exception exception) when (_loops.Survive(exception))
        {
            _loops.Fault(exception);
        }
    }
}
