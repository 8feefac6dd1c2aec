using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadOperator.Conformance.Probes;

/// <summary>A target that remembers every request, and answers as a check wants.</summary>
internal sealed class ProbeTarget : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<ProbeRequest, int, ProbeAnswer> _answer;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ProbeRequest> _seen = new();
    private readonly ConcurrentDictionary<int, Task> _serving = new();
    private readonly Task _accepting;
    private int _underWay;
    private int _mostAtOnce;
    private int _number;

    /// <param name="address">Where it listens, and is reached.</param>
    /// <param name="answer">Given a request and its number from 0.</param>
    /// <param name="clock">What <see cref="ProbeRequest.At"/> and delays go by.</param>
    public ProbeTarget(IPAddress address, TimeProvider clock, Func<ProbeRequest, int, ProbeAnswer> answer)
    {
        (_answer, _clock) = (answer, clock);
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public string Url => $"http://{Address}";

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<ProbeRequest> Seen => [.. _seen];

    /// <summary>The most requests that were waiting for their answer at one time.</summary>
    public int MostAtOnce => _mostAtOnce;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var connection = 1; ; connection++) _serving[connection] = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false), connection);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(_serving.Values).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        // Off the loop that accepts, whatever a connection does.
        await Task.Yield();
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                var pending = new List<byte>();
                while (await ProbeRequest.ReadAsync(stream, pending, connection, _clock, _stop.Token).ConfigureAwait(false) is { } request)
                    if (!await AnswerAsync(stream, request).ConfigureAwait(false)) return;
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or InvalidDataException or FormatException)
            {
                // The generator went away or speaks nonsense: what has been seen says enough.
            }
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, ProbeRequest request)
    {
        var atOnce = Interlocked.Increment(ref _underWay);
        InterlockedMax(ref _mostAtOnce, atOnce);
        try
        {
            _seen.Enqueue(request);
            var answer = _answer(request, Interlocked.Increment(ref _number) - 1);
            if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, _clock, _stop.Token).ConfigureAwait(false);
            if (answer.HangsUp) return false;
            var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Probe\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer.Body)}\r\n{(answer.Header is { } line ? line + "\r\n" : "")}\r\n{answer.Body}");
            // Before the answer is out: whoever has it may ask again at once.
            Interlocked.Decrement(ref _underWay);
            atOnce = 0;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(head), _stop.Token).ConfigureAwait(false);
            return true;
        }
        finally
        {
            if (atOnce > 0) Interlocked.Decrement(ref _underWay);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            // Another was quicker: look again.
        }
    }
}
