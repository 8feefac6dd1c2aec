using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Generators;

/// <summary>The keys of one campaign, kept in a Secret so that a restarted operator can go on talking to the generators.</summary>
internal static class GeneratorSecret
{
    public const string Authority = "ca.crt";
    public const string GeneratorCertificate = "tls.crt";
    public const string GeneratorKey = "tls.key";
    private const string ClientCertificate = "client.crt";
    private const string ClientKey = "client.key";

    /// <summary>What generators get to see.</summary>
    public static IReadOnlyList<string> OfGenerators { get; } = [Authority, GeneratorCertificate, GeneratorKey];

    /// <summary>The campaign's credentials: those that it has, or new ones.</summary>
    public static async Task<CampaignCredentials> LoadOrCreateAsync(LoadCampaign campaign, IEntityStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var known = await store.GetAsync<V1Secret>(new EntityKey(campaign.Metadata.NamespaceProperty, Names.Secret(campaign)), cancellation);
        // One that an earlier campaign of the same name has left is about to be collected, and generators would lose it.
        if (known is not null && known.Metadata.OwnerReferences?.Any(o => o.Uid == campaign.Metadata.Uid) is true && Restore(known) is { } restored) return restored;
        var made = CampaignCredentials.Create(clock.GetUtcNow(), TimeSpan.FromSeconds(campaign.Spec.ActiveDeadlineSeconds) + TimeSpan.FromHours(1));
        var (certificate, key) = made.ClientPem();
        await store.ApplyAsync(
            new V1Secret
            {
                Metadata = Names.Child(campaign, Names.Secret(campaign)),
                Type = "Opaque",
                Data = new Dictionary<string, byte[]>
                {
                    [Authority] = Encoding.ASCII.GetBytes(made.AuthorityPem),
                    [GeneratorCertificate] = Encoding.ASCII.GetBytes(made.GeneratorCertificatePem),
                    [GeneratorKey] = Encoding.ASCII.GetBytes(made.GeneratorKeyPem),
                    [ClientCertificate] = Encoding.ASCII.GetBytes(certificate),
                    [ClientKey] = Encoding.ASCII.GetBytes(key),
                },
            },
            cancellation);
        return made;
    }

    private static CampaignCredentials? Restore(V1Secret secret)
    {
        try
        {
            string Text(string key) => Encoding.ASCII.GetString(secret.Data[key]);
            return CampaignCredentials.Restore(Text(Authority), Text(GeneratorCertificate), Text(GeneratorKey), Text(ClientCertificate), Text(ClientKey));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or CryptographicException or NullReferenceException)
        {
            return null;
        }
    }
}
