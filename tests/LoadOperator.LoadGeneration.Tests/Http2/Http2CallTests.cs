using System.Net;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Http2;
using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Tests.Http2;

/// <summary>One call, of a client whose answers the test gives.</summary>
public sealed class Http2CallTests : IDisposable, IExchangeOwner
{
    private static readonly Uri Target = new("http://127.0.0.1:1/");
    private static readonly byte[] Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

    private readonly Answers _answers = new();
    private readonly Http2Client _client;
    private readonly Exchange _exchange;
    private int _ended;

    public Http2CallTests() => (_client, _exchange) = (new Http2Client(new HttpMessageInvoker(_answers), new()), new Exchange(this, opensAtOnce: true));

    void IExchangeOwner.Ended(Exchange exchange) => _ended++;

    public void Dispose()
    {
        _client.Dispose();
        _answers.Dispose();
    }

    [Fact]
    public void Run_Answered_EndsOnceWithWhatCame()
    {
        Run(new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new ByteArrayContent(new byte[5]) });

        Assert.Equal((1, null, 202, 5L), (_ended, _exchange.Error, _exchange.Status, _exchange.BytesReceived));
    }

    // Some 2,160 bytes: the call, its message and one state, and what the runtime adds now and then. A second state would be 112 more.
    [Fact]
    public void Run_Waiting_AllocatesOneStateOfItsOwn()
    {
        const int Calls = 1000;
        for (var i = 0; i < 100; i++) RunEmpty();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < Calls; i++) RunEmpty();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Calls, 0, 2230);

        void RunEmpty() => Run(new HttpResponseMessage());
    }

    private void Run(HttpResponseMessage answer)
    {
        _exchange.Begin(Request, new RequestTraits(IsHead: false, IsIdempotent: true), MonotonicClock.Now, 30_000_000_000, null);
        var running = new Http2Call(_exchange, _client, static _ => { }).RunAsync(Target);
        Assert.False(running.IsCompleted);
        _answers.Next(answer);
        Assert.True(running.IsCompletedSuccessfully);
    }

    private sealed class Answers : HttpMessageHandler
    {
        private TaskCompletionSource<HttpResponseMessage> _next = new();

        /// <summary>Answers who waits, on this thread.</summary>
        public void Next(HttpResponseMessage answer) => _next.SetResult(answer);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => (_next = new TaskCompletionSource<HttpResponseMessage>()).Task;
    }
}
