using System.Security.Cryptography.X509Certificates;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model.Contract;

namespace LoadOperator.Conformance.Checks;

/// <summary>Who may use a generator: its own campaign, and nobody else.</summary>
internal static class TrustChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("trust.no-certificate", "a client without a certificate gets nothing", (bench, found, cancellation) => RefusedAsync(bench, null, found, cancellation)) { NeedsTls = true },
        new("trust.other-campaign", "a client with a certificate of another campaign gets nothing", async (bench, found, cancellation) =>
        {
            using var other = CampaignCredentials.Create(bench.Clock.GetUtcNow(), TimeSpan.FromHours(1));
            await RefusedAsync(bench, other.Client, found, cancellation).ConfigureAwait(false);
        }) { NeedsTls = true },
        new("trust.other-generator", "a client with the certificate of a generator gets nothing: generators do not command each other", async (bench, found, cancellation) =>
        {
            using var pem = X509Certificate2.CreateFromPem(bench.Credentials!.GeneratorCertificatePem, bench.Credentials.GeneratorKeyPem);
            using var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            await RefusedAsync(bench, own, found, cancellation).ConfigureAwait(false);
        }) { NeedsTls = true },
    ];

    private static async Task RefusedAsync(Bench bench, X509Certificate2? certificate, Findings found, CancellationToken cancellation)
    {
        using var http = bench.As(certificate);
        http.Timeout = TimeSpan.FromSeconds(5);
        try
        {
            using var response = await http.GetAsync(GeneratorContract.InfoPath, cancellation).ConfigureAwait(false);
            found.Expect((int)response.StatusCode is 401 or 403, $"it was answered {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Refused by the handshake, as it should be.
        }
    }
}
