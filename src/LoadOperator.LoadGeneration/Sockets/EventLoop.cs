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
    /// <param name="isCaughtUp">Whether everything that has come has been read.</param>
    void RunDue(long forNs, bool isCaughtUp);
}

/// <summary>
/// One thread that does both: it reads answers, and sends arrivals when they are due. Two threads would compete for the CPU, and wake each other for
/// every request; one alone never waits while there is something to do, and the more there is, the more of it each call of the system brings.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    /// <summary>How long it sends before it looks for answers again: so much later an answer is read at most, and more connections than needed are opened.</summary>
    private const long SendingNs = 100_000;

    /// <summary>So long it sleeps where it is behind and no answer has come: others on this CPU may have what answers wait for.</summary>
    private const long BehindNs = 100_000;

    private const long LongestWaitNs = 1_000_000_000;

    private readonly EventQueue _queue = new();
    private readonly ConcurrentDictionary<long, LoopSocket> _sockets = new();
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private volatile IPaced[] _paced = [];
    private volatile bool _isOver;
    private long _lastId;

    public EventLoop(string name)
    {
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public long NewId() => Interlocked.Increment(ref _lastId);

    /// <summary>Tells a connection what happens on its socket.</summary>
    public void Watch(Socket socket, long id, LoopSocket connection)
    {
        _sockets[id] = connection;
        _queue.Watch(socket, id);
    }

    public void Forget(long id) => _sockets.TryRemove(id, out _);

    /// <summary>Does something when it is due, until nothing more is.</summary>
    public void Pace(IPaced paced)
    {
        lock (_lock) _paced = [.. _paced.Where(p => p.NextDueNs < long.MaxValue), paced];
        _queue.Wake();
    }

    public void Dispose()
    {
        _isOver = true;
        _queue.Wake();
        if (_thread != Thread.CurrentThread) _thread.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        PreciseSleep.SharpenTimers(); PreciseSleep.Nice(int.Parse(Environment.GetEnvironmentVariable("LOOP_NICE") ?? "0"));
        var spin = long.Parse(Environment.GetEnvironmentVariable("LOOP_SPIN") ?? "50000");
        while (!_isOver)
        {
            var count = _queue.Take();
            for (var i = 0; i < count; i++)
            {
                var (events, id) = _queue[i];
                if (_sockets.TryGetValue(id, out var socket)) socket.Happened(events);
            }

            // More answers wait: they come first, for each sets a connection free.
            if (count == EventQueue.Capacity) continue;
            var next = RunDue(isCaughtUp: count == 0);
            if (count > 0) continue;
            var now = MonotonicClock.Now;
            if (next > now && next - now < spin) continue;
            if (next <= now) continue; _queue.Wait(Math.Min(next - now, LongestWaitNs));
        }
    }

    /// <returns>When the next is due.</returns>
    private long RunDue(bool isCaughtUp)
    {
        var next = long.MaxValue;
        foreach (var paced in _paced)
        {
            if (paced.NextDueNs <= MonotonicClock.Now) paced.RunDue(SendingNs, isCaughtUp);
            next = Math.Min(next, paced.NextDueNs);
        }

        return next;
    }
}
