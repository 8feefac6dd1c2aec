using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace LoadOperator.Runtime.Queues;

/// <summary>
/// Keys that wait to be processed, with the semantics of client-go: a key that is added twice is processed once; one that is
/// added while it is being processed is processed again afterwards, and never twice at once.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="waited">Is told how long each key has waited, from when it was due to when it was taken.</param>
internal sealed class WorkQueue<TKey>(TimeProvider clock, Action<TimeSpan>? waited = null) : IDisposable
    where TKey : notnull
{
    /// <summary>Timers take no more than 49 days; a longer wait is made of several.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5));

    private readonly Lock _lock = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    /// <summary>What is due, and since when.</summary>
    private readonly Dictionary<TKey, long> _dirty = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, Timed> _waiting = [];

    /// <summary>Keys that are ready to be processed, or wait for their turn.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _dirty.Count;
        }
    }

    /// <summary>Adds a key: now, or after a delay. Of several delays the earliest counts.</summary>
    public void Add(TKey key, TimeSpan delay = default)
    {
        lock (_lock)
        {
            if (delay <= TimeSpan.Zero)
            {
                Forget(key);
                AddNow(key);
                return;
            }

            if (_waiting.TryGetValue(key, out var known) && known.Left(clock) <= delay) return;
            Forget(key);
            var timed = new Timed(clock.GetTimestamp(), delay);
            _waiting[key] = timed;
            timed.Timer = clock.CreateTimer(_ => Elapsed(key, timed), null, Step(delay), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Adds a key after a delay that grows with every failure in a row.</summary>
    public TimeSpan AddAfterFailure(TKey key)
    {
        TimeSpan delay;
        lock (_lock)
        {
            var failures = _failures.GetValueOrDefault(key) + 1;
            _failures[key] = failures;
            delay = Retry.After(failures);
        }

        Add(key, delay);
        return delay;
    }

    /// <summary>The key has succeeded: its next failure counts as the first.</summary>
    public void Succeeded(TKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>Waits for a key; <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellation)
    {
        var key = await _ready.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        long since;
        lock (_lock)
        {
            _dirty.Remove(key, out since);
            _processing.Add(key);
        }

        waited?.Invoke(clock.GetElapsedTime(since));
        return key;
    }

    public void Done(TKey key)
    {
        lock (_lock)
        {
            _processing.Remove(key);
            if (_dirty.ContainsKey(key)) _ready.Writer.TryWrite(key);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var timed in _waiting.Values) timed.Timer?.Dispose();
            _waiting.Clear();
        }
    }

    private void AddNow(TKey key)
    {
        if (_dirty.TryAdd(key, clock.GetTimestamp()) && !_processing.Contains(key)) _ready.Writer.TryWrite(key);
    }

    private void Elapsed(TKey key, Timed timed)
    {
        lock (_lock)
        {
            // A timer that was replaced may still fire.
            if (!_waiting.TryGetValue(key, out var current) || current != timed) return;
            if (timed.Left(clock) is var left && left > TimeSpan.Zero)
            {
                timed.Timer!.Change(Step(left), Timeout.InfiniteTimeSpan);
                return;
            }

            Forget(key);
            AddNow(key);
        }
    }

    private static TimeSpan Step(TimeSpan left) => left > LongestTimer ? LongestTimer : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));

    private void Forget(TKey key)
    {
        if (_waiting.Remove(key, out var timed)) timed.Timer?.Dispose();
    }

    [SuppressMessage("Design", "CA1001", Justification = "The queue disposes of the timer.")]
    private sealed class Timed(long from, TimeSpan delay)
    {
        public TimeSpan Left(TimeProvider clock) => delay - clock.GetElapsedTime(from);

        public ITimer? Timer { get; set; }
    }
}
