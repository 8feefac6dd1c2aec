using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.Histograms;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>Targets that speak TLS.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly StubServer _server;

    public TlsTests()
    {
        _certificate = TestCertificate.Of("orders.shop");
        _server = StubServer.Answering(StubServer.Ok, certificate: _certificate);
    }

    private TargetTls Trust => new() { CaBundle = _certificate.ExportCertificatePem(), ServerName = "orders.shop" };

    [Fact]
    public async Task Certificate_OfTheBundleAndTheName_IsTrusted()
    {
        var report = await Loads.RunAsync(_server.Url, Loads.Inject(50, 0.2), tls: Trust);

        Assert.Equal((10L, 0L), (report.Requests, report.Errors));
    }

    [Fact]
    public async Task Certificate_OfAnotherName_IsRefused()
    {
        var report = await Loads.RunAsync(_server.Url, Loads.Inject(50, 0.2), tls: Trust with { ServerName = "other.shop" });

        Assert.Equal((10L, 10L), (report.Requests, report.ErrorsByKind["tls"]));
        Assert.Equal(0, _server.Requests);
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_IsRefused()
    {
        var report = await Loads.RunAsync(_server.Url, Loads.Inject(50, 0.2), tls: Trust with { CaBundle = null });

        Assert.Equal((10L, 10L), (report.Requests, report.ErrorsByKind["tls"]));
        Assert.Equal(0, _server.Requests);
    }

    // As a server of TLS 1.3 refuses who shows no certificate: the handshake is over for the client by then.
    [Fact]
    public async Task Records_ThatAreNone_AreAnErrorOfTls()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var serving = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, stop.Token);
                _ = await tls.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: stop.Token);
                await client.GetStream().WriteAsync("HTTP/1.1 400 this is no TLS\r\n\r\n"u8.ToArray(), stop.Token);
            }
        }, stop.Token);

        var report = await Loads.RunAsync($"https://{listener.LocalEndpoint}", Loads.Inject(10, 0.5), tls: Trust);

        Assert.Equal((5L, 5L), (report.Requests, report.ErrorsByKind["tls"]));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Theory]
    [InlineData(ConnectionPolicy.PerUser, 10)]
    [InlineData(ConnectionPolicy.PerRequest, 20)]
    public async Task Policy_OfNewConnections_MakesAHandshakeOnEach(ConnectionPolicy policy, int handshakes)
    {
        var twice = new Scenario { Name = "twice", Steps = [new Step { Name = "a", Http = new HttpRequest() }, new Step { Name = "b", Http = new HttpRequest() }] };
        using var engine = new RoundEngine(TimeProvider.System);

        var report = await Loads.RunAsync(engine, Loads.Plan(_server.Url, Loads.Inject(50, 0.2), scenario: twice, tls: Trust) with { Connections = new Connections { Policy = policy } });

        Assert.Equal((20L, 0L, handshakes), (report.Requests, report.Errors, _server.Connections));
        Assert.Equal(handshakes, HistogramCodec.Decode(report.Split!.Tls!).TotalCount);
    }

    // The warm-up has opened them: what is measured makes no handshake.
    [Fact]
    public async Task WarmUp_OpensTheConnections_ThatAreMeasured()
    {
        var oneUser = new Simulation { KeepConstant = new KeepConstant { Copies = 1, During = Duration.FromMilliseconds(300) } };

        var report = await Loads.RunAsync(_server.Url, oneUser, warmUp: 0.3, tls: Trust);

        Assert.Equal((0L, 1), (report.Errors, _server.Connections));
        Assert.Null(report.Split!.Tls);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }
}
