using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.Model.Contract;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LoadOperator.Agent;

/// <summary>Mutual TLS: only a client whose certificate was signed for this campaign gets in.</summary>
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
    }

    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="CryptographicException">A file does not hold what it should.</exception>
    public static AgentTls FromFolder(DirectoryInfo folder)
    {
        return new AgentTls(Text("tls.crt"), Text("tls.key"), Text("ca.crt"));

        string Text(string name) => File.ReadAllText(Path.Join(folder.FullName, name));
    }

    /// <exception cref="IOException">A variable is missing.</exception>
    /// <exception cref="CryptographicException">A variable does not hold what it should.</exception>
    public static AgentTls FromEnvironment()
    {
        return new AgentTls(Text(ProfilerContract.CertificateVariable), Text(ProfilerContract.KeyVariable), Text(ProfilerContract.AuthorityVariable));

        static string Text(string name) => Environment.GetEnvironmentVariable(name) ?? throw new IOException($"{name} is not set");
    }

    public void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = _certificate;
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsSignedForThisCampaign(certificate);
    }

    private bool IsSignedForThisCampaign(X509Certificate2 certificate)
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
