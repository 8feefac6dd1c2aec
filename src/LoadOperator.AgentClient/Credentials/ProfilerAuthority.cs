using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadOperator.AgentClient.Credentials;

/// <summary>
/// Signs for one operator and its profilers. It outlives campaigns and operators: a profiler that an earlier one has left can be asked, and one that
/// was there before any campaign knows whom to answer.
/// </summary>
public sealed class ProfilerAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>Clocks of two machines differ a little.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(10);

    private readonly X509Certificate2 _certificate;

    private ProfilerAuthority(X509Certificate2 certificate) => (_certificate, CertificatePem) = (certificate, certificate.ExportCertificatePem());

    /// <summary>By this a profiler knows whom to answer. No secret.</summary>
    public string CertificatePem { get; }

    public static ProfilerAuthority Create(DateTimeOffset now) => new(Certificates.Authority("LoadOperator profilers", now - Leeway, now + Lifetime));

    /// <summary>Takes up one that was stored as PEM.</summary>
    /// <exception cref="CryptographicException">It is not what it should be.</exception>
    public static ProfilerAuthority Restore(string certificate, string key) => new(X509Certificate2.CreateFromPem(certificate, key));

    /// <summary>Whoever has this can ask every profiler.</summary>
    public string KeyPem()
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>A key and a certificate that are good for nothing but to serve under this name.</summary>
    public (string Certificate, string Key) ForServer(string name, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificates.OfServer(_certificate, key, name, now - Leeway, now + lifetime);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What the operator shows.</summary>
    /// <param name="name">The name of the profiler that is asked; null for one that makes its own key, of whom nothing is known.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public ProfilerKeys ForClient(string? name, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificates.OfClient(_certificate, key, "load-operator", now - Leeway, now + lifetime);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return new ProfilerKeys(X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null), name is null ? null : new KnownServer(X509CertificateLoader.LoadCertificate(_certificate.RawData), name));
    }

    public void Dispose() => _certificate.Dispose();
}

/// <summary>With what a profiler is asked.</summary>
/// <param name="Client">What this side shows.</param>
/// <param name="Server">What the other must show; null where nothing is known of it.</param>
public sealed record ProfilerKeys(X509Certificate2 Client, KnownServer? Server) : IDisposable
{
    public void Dispose()
    {
        Client.Dispose();
        Server?.Authority.Dispose();
    }
}

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Authority">Who must have signed its certificate.</param>
/// <param name="Name">The name in it.</param>
public sealed record KnownServer(X509Certificate2 Authority, string Name);
