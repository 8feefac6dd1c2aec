using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>How TLS is spoken with a target: by the name in its certificate, trusting its own authorities where it names some.</summary>
internal static class TlsSettings
{
    /// <param name="resumes">Whether a connection may take up the session of an earlier one, as those of one client do; each of a new client negotiates afresh.</param>
    /// <returns>Null where the target's address is not https.</returns>
    public static SslClientAuthenticationOptions? For(TargetAddress target, bool resumes)
    {
        var address = new Uri(target.Url);
        if (address.Scheme != Uri.UriSchemeHttps) return null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target.Tls?.ServerName ?? address.IdnHost,
            AllowTlsResume = resumes,
            ApplicationProtocols = [target.Protocol == HttpProtocol.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
        };
        // To fetch what a target does not send would take seconds, on a thread that others wait for.
        if (target.Tls?.CaBundle is not { } bundle)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            return options;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(bundle);
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return options;
    }
}
