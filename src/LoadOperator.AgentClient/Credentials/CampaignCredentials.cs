using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadOperator.AgentClient.Credentials;

/// <summary>
/// The keys of one campaign: an authority that exists in memory only, a certificate for its generators and one for the
/// campaign itself. Nobody else can talk to either side.
/// </summary>
public sealed class CampaignCredentials : IDisposable
{
    /// <summary>The name that generators carry, whatever address they are reached at.</summary>
    public const string GeneratorName = "load-agent";

    private CampaignCredentials(X509Certificate2 authority, X509Certificate2 client, string generatorCertificate, string generatorKey)
    {
        Authority = authority;
        Client = client;
        AuthorityPem = authority.ExportCertificatePem();
        GeneratorCertificatePem = generatorCertificate;
        GeneratorKeyPem = generatorKey;
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Client { get; }

    public string AuthorityPem { get; }

    public string GeneratorCertificatePem { get; }

    public string GeneratorKeyPem { get; }

    /// <summary>The campaign's own certificate and key. Whoever has them can run rounds on its generators.</summary>
    public (string Certificate, string Key) ClientPem()
    {
        using var key = Client.GetECDsaPrivateKey()!;
        return (Client.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Takes up credentials that were stored as PEM.</summary>
    /// <exception cref="CryptographicException">One of them is not what it should be.</exception>
    public static CampaignCredentials Restore(string authority, string generatorCertificate, string generatorKey, string clientCertificate, string clientKey)
    {
        using var client = X509Certificate2.CreateFromPem(clientCertificate, clientKey);
        return new CampaignCredentials(
            X509Certificate2.CreateFromPem(authority),
            X509CertificateLoader.LoadPkcs12(client.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable),
            generatorCertificate,
            generatorKey);
    }

    /// <summary>Makes new ones.</summary>
    public static CampaignCredentials Create(DateTimeOffset now, TimeSpan lifetime)
    {
        // Clocks of two machines differ a little.
        var (from, to) = (now - TimeSpan.FromMinutes(10), now + lifetime);
        using var authority = Certificates.Authority("LoadOperator campaign", from, to);
        using var generatorKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var generator = Certificates.OfServer(authority, generatorKey, GeneratorName, from, to);
        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = Certificates.OfClient(authority, clientKey, "campaign", from, to);
        using var clientWithKey = client.CopyWithPrivateKey(clientKey);
        return new CampaignCredentials(
            X509CertificateLoader.LoadCertificate(authority.RawData),
            X509CertificateLoader.LoadPkcs12(clientWithKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable),
            generator.ExportCertificatePem(),
            generatorKey.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes what a generator needs into a folder: its certificate and key, and the authority that its clients come from.</summary>
    public void WriteTo(DirectoryInfo folder)
    {
        File.WriteAllText(Path.Join(folder.FullName, "ca.crt"), AuthorityPem);
        File.WriteAllText(Path.Join(folder.FullName, "tls.crt"), GeneratorCertificatePem);
        File.WriteAllText(Path.Join(folder.FullName, "tls.key"), GeneratorKeyPem);
    }

    /// <summary>Writes all of them into a folder, to be taken up again by <see cref="ReadFrom"/>: those of the generator, and the campaign's own.</summary>
    public void WriteAllTo(DirectoryInfo folder)
    {
        WriteTo(folder);
        var (certificate, key) = ClientPem();
        File.WriteAllText(Path.Join(folder.FullName, "client.crt"), certificate);
        File.WriteAllText(Path.Join(folder.FullName, "client.key"), key);
    }

    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="CryptographicException">A file does not hold what it should.</exception>
    public static CampaignCredentials ReadFrom(DirectoryInfo folder)
    {
        return Restore(Text("ca.crt"), Text("tls.crt"), Text("tls.key"), Text("client.crt"), Text("client.key"));

        string Text(string name) => File.ReadAllText(Path.Join(folder.FullName, name));
    }

    public void Dispose()
    {
        Authority.Dispose();
        Client.Dispose();
    }
}
