using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Tasks.Sources;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Http1;

/// <summary>
/// One connection and the loop that lives on it: take a request, send it, read the answer, report, take the next. The loop is
/// one asynchronous method for all its life, and so allocates nothing per request. Between requests it waits in the pool; a
/// request starts on the thread that brings it, and ends on the one that sees the answer arrive.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without timer and handle has nothing to release, and who abandons may come after the end.")]
internal sealed class HttpConnection(ConnectionPool pool, Dialer dialer, DescriptorBudget descriptors, DnsEndPoint address, int endpoint) : IExchangeCarrier, IValueTaskSource<Exchange?>
{
    /// <summary>
    /// A target may close a connection that has rested this long, and its close may cross a request on the way. One that is busy
    /// it closes only by failing.
    /// </summary>
    private const long RestedNs = 100_000_000;

    private readonly CancellationTokenSource _opening = new();
    private readonly ResponseParser _parser = new();
    private ManualResetValueTaskSourceCore<Exchange?> _next;
    private volatile Exchange? _exchange;
    private Exchange? _unreported;
    private volatile ITransport? _transport;
    private volatile bool _isAbandoned;
    private long _restingSince;
    private TcpCounts _tcpBefore;
    private int _count = -1;
    private bool _hasDescriptor;
    private bool _isOver;

    /// <summary>Which of the target's endpoints this is a connection to.</summary>
    public int Endpoint => endpoint;

    /// <summary>Opens the connection, and sends a request on it.</summary>
    public void Open(Exchange first) => _ = RunAsync(first);

    /// <summary>Sends a request on the open connection.</summary>
    public void Start(Exchange exchange) => _next.SetResult(exchange);

    /// <summary>Whether a resting connection can carry a request, as far as can be seen from here.</summary>
    public bool IsFit() => !_transport!.HasNews(asks: MonotonicClock.Now - _restingSince > RestedNs);

    /// <summary>Closes the connection, which rests in no pool any more.</summary>
    public void Close() => _next.SetResult(null);

    /// <summary>What TCP has done here since the count of this number began; nothing where this connection has carried no request since.</summary>
    public TcpCounts TcpOf(int count) => _count == count && _transport?.Tcp() is { } now ? now - _tcpBefore : default;

    public void Abandon(Exchange exchange)
    {
        if (_exchange != exchange || !exchange.IsGivenUp) return;
        _isAbandoned = true;
        _opening.Cancel();
        _transport?.Dispose();
    }

    /// <summary>The last resort against a request that never ends: what nobody foresaw ends it, and its connection.</summary>
    private async Task RunAsync(Exchange first)
    {
        Carry(first);
        try
        {
            await CarryAllAsync(first).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            try
            {
                End();
            }
            finally
            {
                _unreported?.Fail(exception);
            }
        }
    }

    private async ValueTask CarryAllAsync(Exchange first)
    {
        _hasDescriptor = descriptors.TryTake();
        if (!_hasDescriptor)
        {
            End();
            (_exchange, _unreported) = (null, null);
            first.Fail(RequestOutcome.Generator);
            return;
        }

        var dialed = await dialer.DialAsync(address, _opening.Token).ConfigureAwait(false);
        if (dialed.Socket is not { } socket)
        {
            pool.Ledger.Opened(null, dialed.SynTimeouts);
            End();
            (_exchange, _unreported) = (null, null);
            first.Fail(dialed.Error!);
            return;
        }

        ITransport transport = dialed.Tls is { } stream ? new TlsTransport(socket, stream) : socket;
        _transport = transport;
        Count(transport);
        pool.Ledger.Opened(this, dialed.SynTimeouts);
        if (_isAbandoned) transport.Dispose();
        (first.Times.ConnectNs, first.Times.TlsNs) = (dialed.ConnectNs, dialed.TlsNs);
        using var buffer = new ReceiveBuffer();
        var exchange = first;
        var isRested = false;
        while (true)
        {
            var began = MonotonicClock.Now;
            _parser.Begin(exchange.Traits.IsHead, exchange.Kept);
            // Where sending fails an answer may be there all the same: "too large", and the door shut.
            var sent = await transport.SendAsync(exchange.Request).ConfigureAwait(false);
            var received = 1;
            while (!_parser.IsComplete && !_parser.HasFailed && received > 0)
            {
                received = await transport.ReceiveAsync(buffer.Free()).ConfigureAwait(false);
                if (received > 0) Take(buffer, received, exchange, began);
            }

            if (received == 0) _parser.End();
            if (isRested && received <= 0 && !_parser.HasBegun && exchange.Traits.IsIdempotent && !exchange.IsGivenUp)
            {
                End();
                _unreported = null;
                pool.SendAfresh(exchange);
                return;
            }

            var error = _parser.IsComplete ? null : _parser.HasFailed ? RequestOutcome.Protocol : ErrorOf(received);
            var isKept = exchange.TryEnd(error, _parser.Status, _parser.BodyBytes) && error is null && sent >= 0 && _parser.KeepsAlive && buffer.IsEmpty && !transport.HasNews(asks: false);
            _exchange = null;
            if (isKept)
            {
                _restingSince = exchange.EndNs;
                isKept = pool.TryKeep(this, exchange);
            }

            if (!isKept) End();
            _unreported = null;
            exchange.Report();
            if (!isKept) return;
            if (await new ValueTask<Exchange?>(this, _next.Version).ConfigureAwait(false) is not { } next)
            {
                End();
                return;
            }

            isRested = next.SentNs - _restingSince > RestedNs;
            exchange = next;
            Carry(exchange);
            if (_count != pool.Ledger.Number) Count(transport);
        }
    }

    private static string ErrorOf(int received) => received switch
    {
        TransportFailure.Starved => RequestOutcome.Generator,
        TransportFailure.Insecure => RequestOutcome.Tls,
        _ => RequestOutcome.Reset,
    };

    private void Carry(Exchange exchange)
    {
        (_exchange, _unreported) = (exchange, exchange);
        exchange.CarriedBy(this);
    }

    private void Take(ReceiveBuffer buffer, int received, Exchange exchange, long began)
    {
        if (!_parser.HasBegun) exchange.Times.FirstByteNs = MonotonicClock.Now - began;
        buffer.Fill(received);
        buffer.Consume(_parser.Parse(buffer.Filled));
    }

    private void Count(ITransport transport) => (_tcpBefore, _count) = (transport.Tcp() ?? default, pool.Ledger.Number);

    /// <summary>Closes the connection and gives back what it had, once.</summary>
    private void End()
    {
        if (_isOver) return;
        _isOver = true;
        _transport?.Dispose();
        if (_hasDescriptor) descriptors.Return();
        pool.Closed(this);
    }

    Exchange? IValueTaskSource<Exchange?>.GetResult(short token)
    {
        var exchange = _next.GetResult(token);
        _next.Reset();
        return exchange;
    }

    ValueTaskSourceStatus IValueTaskSource<Exchange?>.GetStatus(short token) => _next.GetStatus(token);

    void IValueTaskSource<Exchange?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _next.OnCompleted(continuation, state, token, flags);
}
