using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>One request on its way over HTTP/2.</summary>
/// <param name="ended">Told once, before the exchange's owner is.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without timer and handle has nothing to release, and who abandons may come after the end.")]
internal sealed class Http2Call(Exchange exchange, Http2Client client, Action<Http2Call> ended) : IExchangeCarrier
{
    private const int BufferBytes = 16 * 1024;

    // How far it has come: handed over, not written at once, written.
    private const int Handed = 0;
    private const int Waiting = 1;
    private const int OnItsWay = 2;

    private readonly CancellationTokenSource _givenUp = new();
    private long _beganNs;
    private long _queueNs;
    private long _connectNs;
    private long _tlsNs;
    private int _stage;
    private string? _firstField;
    private int _departures;
    private bool _isEarly;
    private GrpcFrame _frame;
    private bool _opens;
    private bool _isEnded;

    public Http2Client Client => client;

    /// <summary>Under which a request names its call.</summary>
    public static HttpRequestOptionsKey<Http2Call> Key { get; } = new("call");

    /// <summary>A connection is being opened for this call.</summary>
    public void Connecting() => _opens = true;

    /// <summary>A connection was opened for this call. It may carry others; and this one may by then be on another.</summary>
    public void Connected(long connectNs, long tlsNs)
    {
        if (Volatile.Read(ref _stage) != OnItsWay) (_connectNs, _tlsNs) = (connectNs, tlsNs);
    }

    /// <summary>The request has a stream, and is being written. What it has waited until now was for that, unless a connection was opened for it. Comes for each of its fields.</summary>
    /// <exception cref="StreamRefusedException">It is about to be written again to a connection that has refused it.</exception>
    public void Written(string field)
    {
        if (_stage != OnItsWay && Interlocked.Exchange(ref _stage, OnItsWay) == Waiting && _connectNs == 0) _queueNs = MonotonicClock.Now - _beganNs;
        if (_firstField is null) (_firstField, _departures, _isEarly) = (field, client.Departures, client.IsCrowdedAndNew);
        else if (field == _firstField) WrittenAgain();
    }

    /// <summary>
    /// The framework's client sends again, and tells nobody, what the target has not begun with. Where the connection was going away that is the close that crosses a request, and counts as such; a
    /// stream that is refused on a connection which stays is how a target sheds load, and to hide that would be to lie about it. But for a new one: of how many streams it allows, the first requests know nothing.
    /// </summary>
    private void WrittenAgain()
    {
        var departures = client.Departures;
        if (departures == _departures && !_isEarly) throw new StreamRefusedException();
        (_departures, _isEarly) = (departures, client.IsCrowdedAndNew);
        exchange.Times.IsRetried = true;
    }

    public void Abandon(Exchange abandoned)
    {
        if (abandoned == exchange && abandoned.IsGivenUp) _givenUp.Cancel();
    }

    /// <summary>Never throws for what the target does, and ends the exchange in every case.</summary>
    public async Task RunAsync(Uri target)
    {
        exchange.CarriedBy(this);
        try
        {
            string? error = null;
            var (status, received) = (0, 0L);
            _beganNs = MonotonicClock.Now;
            try
            {
                using var request = Http2Request.Of(exchange.Request, target);
                request.Options.Set(Key, this);
                var sending = client.Invoker.SendAsync(request, _givenUp.Token);
                Interlocked.CompareExchange(ref _stage, Waiting, Handed);
                using var response = await sending.ConfigureAwait(false);
                exchange.Times.FirstByteNs = Math.Max(1, MonotonicClock.Now - _beganNs - _queueNs - _connectNs - _tlsNs);
                status = (int)response.StatusCode;
                exchange.Kept?.Clear();
                Keep(response.Headers);
                Keep(response.Content.Headers);
                received = await ReadAsync(response).ConfigureAwait(false);
                Keep(response.TrailingHeaders);
                if (exchange.Traits.IsGrpc) (error, status) = GrpcCall.StatusOf(response);
                if (error is null && !IsWhole(response, status, received)) error = RequestOutcome.Protocol;
            }
            catch (Exception exception) when ((_givenUp.IsCancellationRequested ? RequestOutcome.Timeout : Http2Error.KindOf(exception)) is { } kind)
            {
                error = kind;
            }

            (exchange.Times.ConnectNs, exchange.Times.TlsNs) = (_connectNs, _tlsNs);
            exchange.TryEnd(error, status, received);
            // One that has come no further than to wait has done so all its time.
            exchange.Times.QueueNs = error is null || _opens || _stage != Waiting ? exchange.Times.QueueNs + _queueNs : exchange.EndNs - exchange.SentNs;
            End();
            exchange.Report();
        }
        catch (Exception exception)
        {
            // The last resort: nobody foresaw this, and nobody else would ever learn of it.
            try
            {
                End();
            }
            finally
            {
                exchange.Fail(exception);
            }
        }
    }

    /// <summary>An answer has as many bytes as it says (RFC 9113, section 8.1.1), unless it has none by its kind; and a call that has succeeded, one whole message.</summary>
    private bool IsWhole(HttpResponseMessage response, int status, long received) =>
        (response.Content.Headers.ContentLength is not { } announced || announced == received || (received == 0 && (exchange.Traits.IsHead || response.StatusCode == HttpStatusCode.NotModified)))
        && (!exchange.Traits.IsGrpc || status != 0 || _frame.IsWhole);

    private void End()
    {
        if (_isEnded) return;
        _isEnded = true;
        ended(this);
    }

    private void Keep(HttpHeaders fields)
    {
        if (exchange.Kept is not { } kept) return;
        foreach (var (name, values) in fields.NonValidated)
        {
            foreach (var value in values) kept.KeepField(Encoding.UTF8.GetBytes($"{name}: {value}"));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync(_givenUp.Token).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var received = 0L;
            while (await body.ReadAsync(buffer, _givenUp.Token).ConfigureAwait(false) is > 0 and var count)
            {
                received += count;
                if (exchange.Traits.IsGrpc) _frame.Take(buffer.AsSpan(0, count));
                exchange.Kept?.KeepBody(buffer.AsSpan(0, count));
            }

            return received;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>The target has refused a stream, and would have it again on the same connection (RFC 9113, section 8.7).</summary>
internal sealed class StreamRefusedException : Exception;
