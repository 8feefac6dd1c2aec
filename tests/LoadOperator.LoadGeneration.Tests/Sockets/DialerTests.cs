using System.Net;
using System.Net.Sockets;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Tests.Sockets;

/// <summary>Opening connections, with a resolver of the test's own.</summary>
public sealed class DialerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly EventLoops _loops = new();
    private readonly CancellationTokenSource _givenUp = new();

    public void Dispose()
    {
        _loops.Dispose();
        _givenUp.Dispose();
    }

    // The system's resolver goes on for as long as it likes.
    [Fact]
    public async Task Dial_GivenUpWhileTheNameIsLookedUp_EndsAtOnce()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        var dialing = DialAsync((_, _) => never.Task);
        Assert.False(dialing.IsCompleted);

        await _givenUp.CancelAsync();

        Assert.Equal(new Dialed(null, null, RequestOutcome.Timeout, 0, 0, null), await dialing.WaitAsync(Patience, TestContext.Current.CancellationToken));
        // What comes afterwards is nobody's.
        never.SetException(new SocketException((int)SocketError.HostNotFound));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, RequestOutcome.Resolve)]
    [InlineData(SocketError.TryAgain, RequestOutcome.Resolve)]
    [InlineData(SocketError.TooManyOpenSockets, RequestOutcome.Generator)]
    public async Task Dial_NameCannotBeResolved_SaysWhy(SocketError error, string kind)
    {
        var dialed = await DialAsync((_, _) => Task.FromException<IPAddress[]>(new SocketException((int)error)));

        Assert.Equal(kind, dialed.Error);
    }

    [Fact]
    public async Task Dial_FirstAddressRefuses_TakesTheNext()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var dialed = await DialAsync((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.3"), IPAddress.Loopback]), port);

        Assert.Null(dialed.Error);
        dialed.Socket!.Dispose();
    }

    private Task<Dialed> DialAsync(Func<string, CancellationToken, Task<IPAddress[]>> resolve, int port = 1) =>
        new Dialer(_loops, tls: null, resolve).DialAsync(new DnsEndPoint("some.where", port), _givenUp.Token);
}
