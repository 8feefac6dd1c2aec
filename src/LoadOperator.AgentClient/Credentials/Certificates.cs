using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadOperator.AgentClient.Credentials;

/// <summary>Makes certificates of an authority and of those that it signs for.</summary>
internal static class Certificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>An authority, with its key.</summary>
    public static X509Certificate2 Authority(string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(from, to);
    }

    /// <summary>The certificate of a key that serves under a name, and can be shown for nothing else.</summary>
    public static X509Certificate2 OfServer(X509Certificate2 authority, ECDsa key, string name, DateTimeOffset from, DateTimeOffset to) => Issue(authority, key, name, ServerAuthentication, from, to);

    /// <summary>The certificate of a key that asks, and cannot serve.</summary>
    public static X509Certificate2 OfClient(X509Certificate2 authority, ECDsa key, string name, DateTimeOffset from, DateTimeOffset to) => Issue(authority, key, name, ClientAuthentication, from, to);

    private static X509Certificate2 Issue(X509Certificate2 authority, ECDsa key, string name, string use, DateTimeOffset from, DateTimeOffset to)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], true));
        return request.Create(authority, from, to, RandomNumberGenerator.GetBytes(16));
    }
}
