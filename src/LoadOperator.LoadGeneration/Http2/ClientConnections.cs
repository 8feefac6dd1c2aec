using System.Diagnostics.CodeAnalysis;
using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>What is known of the connections of one client of the framework's, which keeps them to itself.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without timer and handle has nothing to release, and a connection may be opened after the end.")]
internal sealed class ClientConnections
{
    /// <summary>Within this time the target has said what it allows.</summary>
    private const long NewNs = 1_000_000_000;

    private readonly CancellationTokenSource _closed = new();
    private long _lastNs = long.MinValue / 2;
    private int _departures;

    /// <summary>How often one has gone, or has said that it goes.</summary>
    public int Departures => Volatile.Read(ref _departures);

    /// <summary>Whether one is being opened, or was a moment ago.</summary>
    public bool HasNew => MonotonicClock.Now - Volatile.Read(ref _lastNs) < NewNs;

    public void Departed() => Interlocked.Increment(ref _departures);

    public async ValueTask<Stream> OpenAsync(Func<CancellationToken, ValueTask<Stream>> dial, CancellationToken givenUp)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(givenUp, _closed.Token);
        Volatile.Write(ref _lastNs, MonotonicClock.Now);
        var stream = await dial(either.Token).ConfigureAwait(false);
        Volatile.Write(ref _lastNs, MonotonicClock.Now);
        return stream;
    }

    /// <summary>Gives up those that are being opened.</summary>
    public void Close() => _closed.Cancel();
}
