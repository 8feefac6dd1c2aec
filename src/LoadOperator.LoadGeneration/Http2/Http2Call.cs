using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>One request on its way over HTTP/2.</summary>
/// <param name="isLast">Whether its client, and with that its connection, ends with it.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without timer and handle has nothing to release, and who abandons may come after the end.")]
internal sealed class Http2Call(Exchange exchange, HttpMessageInvoker client, bool isLast) : IExchangeCarrier
{
    private const int BufferBytes = 16 * 1024;

    private readonly CancellationTokenSource _givenUp = new();
    private long _connectNs;
    private long _tlsNs;

    public HttpMessageInvoker Client => client;

    /// <summary>Under which a request names its call.</summary>
    public static HttpRequestOptionsKey<Http2Call> Key { get; } = new("call");

    /// <summary>A connection was opened for this call. It may carry others; and this one may by then be on another.</summary>
    public void Connected(long connectNs, long tlsNs) => (_connectNs, _tlsNs) = (connectNs, tlsNs);

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
            var began = MonotonicClock.Now;
            try
            {
                using var request = Http2Request.Of(exchange.Request, target);
                request.Options.Set(Key, this);
                using var response = await client.SendAsync(request, _givenUp.Token).ConfigureAwait(false);
                exchange.Times.FirstByteNs = Math.Max(1, MonotonicClock.Now - began - _connectNs - _tlsNs);
                status = (int)response.StatusCode;
                exchange.Kept?.Clear();
                Keep(response.Headers);
                Keep(response.Content.Headers);
                received = await ReadAsync(response).ConfigureAwait(false);
                Keep(response.TrailingHeaders);
                if (exchange.Traits.IsGrpc) (error, status) = GrpcCall.StatusOf(response);
            }
            catch (Exception exception) when ((_givenUp.IsCancellationRequested ? RequestOutcome.Timeout : Http2Error.KindOf(exception)) is { } kind)
            {
                error = kind;
            }

            (exchange.Times.ConnectNs, exchange.Times.TlsNs) = (_connectNs, _tlsNs);
            exchange.TryEnd(error, status, received);
            if (isLast) client.Dispose();
            exchange.Report();
        }
        catch (Exception exception)
        {
            // The last resort: nobody foresaw this, and nobody else would ever learn of it.
            try
            {
                if (isLast) client.Dispose();
            }
            finally
            {
                exchange.Fail(exception);
            }
        }
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
