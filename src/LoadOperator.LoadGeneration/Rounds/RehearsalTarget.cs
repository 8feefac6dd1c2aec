using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>A target inside this process. It speaks just as much HTTP, and TLS, as a rehearsal needs.</summary>
internal sealed class RehearsalTarget : IAsyncDisposable
{
    private const string Name = "rehearsal";
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nServer: rehearsal\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly HttpProtocol _protocol;
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    private RehearsalTarget(HttpProtocol protocol, X509Certificate2? certificate)
    {
        (_protocol, _certificate) = (protocol, certificate);
        _listener.Start();
        _serving = ServeAsync();
    }

    public TargetAddress Address => _certificate is null
        ? new TargetAddress { Url = $"http://{_listener.LocalEndpoint}", Protocol = _protocol }
        : new TargetAddress { Url = $"https://{_listener.LocalEndpoint}", Protocol = _protocol, Tls = new TargetTls { CaBundle = _certificate.ExportCertificatePem(), ServerName = Name } };

    public static RehearsalTarget Plain(HttpProtocol protocol) => new(protocol, null);

    /// <summary>One that speaks TLS, with a certificate of its own.</summary>
    public static RehearsalTarget Secure(HttpProtocol protocol, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return new RehearsalTarget(protocol, request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1)));
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        _listener.Dispose();
        _over.Dispose();
        _certificate?.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(AnswerAsync(await _listener.AcceptSocketAsync(_over.Token).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections).ConfigureAwait(false);
        }
    }

    /// <summary>Each request comes in one piece: it is small, and nobody else sends here.</summary>
    private async Task AnswerAsync(Socket socket)
    {
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var secured = _certificate is null ? (Stream)stream : await SecureAsync(stream, _certificate).ConfigureAwait(false);
            if (_protocol == HttpProtocol.Http2) await RehearsalHttp2.ServeAsync(secured, _over.Token).ConfigureAwait(false);
            var request = new byte[4096];
            while (await secured.ReadAsync(request, _over.Token).ConfigureAwait(false) > 0) await secured.WriteAsync(Answer, _over.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException)
        {
            // The rehearsal is over.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<Stream> SecureAsync(Stream stream, X509Certificate2 certificate)
    {
        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [_protocol == HttpProtocol.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11] }, _over.Token).ConfigureAwait(false);
        return secured;
    }
}
