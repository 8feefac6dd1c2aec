using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.Model.Contract;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LoadOperator.Agent;

/// <summary>Mutual TLS: only a client whose certificate was signed by the authority given gets in.</summary>
internal sealed class AgentTls
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities = [];

    /// <exception cref="CryptographicException">A text is not the PEM that it should be.</exception>
    private AgentTls(string certificate, string key, string authorities)
    {
        using var pem = X509Certificate2.CreateFromPem(certificate, key);
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        _authorities.ImportFromPem(authorities);
        if (_authorities.Count == 0) throw new CryptographicException("the authority of clients is no certificate in PEM");
    }

    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="CryptographicException">A file does not hold what it should.</exception>
    public static AgentTls FromFolder(DirectoryInfo folder)
    {
        return new AgentTls(Text("tls.crt"), Text("tls.key"), Text("ca.crt"));

        string Text(string name) => File.ReadAllText(Path.Join(folder.FullName, name));
    }

    /// <summary>With the keys of this process's environment; one that was given none to serve with makes its own.</summary>
    /// <exception cref="IOException">A variable is missing.</exception>
    /// <exception cref="CryptographicException">A variable does not hold what it should.</exception>
    public static AgentTls FromEnvironment(TimeProvider clock)
    {
        var authority = Text(ProfilerContract.AuthorityVariable) ?? throw new IOException($"{ProfilerContract.AuthorityVariable} is not set");
        var (certificate, key) = (Text(ProfilerContract.CertificateVariable), Text(ProfilerContract.KeyVariable)) is ({ } given, { } its) ? (given, its) : Make(clock.GetUtcNow());
        return new AgentTls(certificate, key, authority);

        static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
    }

    private static (string Certificate, string Key) Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=load-profiler", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = _certificate;
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsSigned(certificate);
    }

    private bool IsSigned(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        // A generator's own certificate, from the same authority, must not open another generator.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
