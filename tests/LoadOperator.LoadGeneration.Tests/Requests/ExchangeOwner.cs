using System.Threading.Channels;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Tests.Requests;

/// <summary>Sends single requests by a driver.</summary>
internal sealed class ExchangeOwner : IExchangeOwner
{
    private static readonly byte[] Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<Exchange> _ended = Channel.CreateUnbounded<Exchange>();

    public Exchange Send(Action<Exchange> send, bool opensAtOnce = true)
    {
        var exchange = new Exchange(this, opensAtOnce);
        exchange.Begin(Request, new RequestTraits(IsHead: false, IsIdempotent: true), MonotonicClock.Now, 30_000_000_000, kept: null);
        send(exchange);
        return exchange;
    }

    public async Task<Exchange> NextEndedAsync() => await _ended.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async Task<Exchange> ExchangeAsync(Action<Exchange> send)
    {
        var exchange = Send(send);
        Assert.Same(exchange, await NextEndedAsync());
        return exchange;
    }

    void IExchangeOwner.Ended(Exchange exchange) => _ended.Writer.TryWrite(exchange);
}
