using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using k8s;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>Plain HTTP to the API server, for what has no typed form.</summary>
internal static class AdminHttp
{
    public static HttpClient Create(KubernetesClientConfiguration config)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(config.SslCaCerts);
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
        return new HttpClient(handler) { BaseAddress = new Uri(config.Host), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", config.AccessToken) } };
    }
}
