using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Profiles;

/// <summary>
/// Keeps the operator's authority over profilers in a Secret of the operator's own namespace, and its certificate, for everybody, in a ConfigMap
/// beside it. An operator that knows no namespace of its own has one for as long as it runs.
/// </summary>
internal sealed class ProfilerAuthorities(IEntityStore store, OperatorSettings settings, TimeProvider clock) : IDisposable
{
    public const string Certificate = "ca.crt";
    public const string Image = "image";
    private const string Key = "ca.key";

    private readonly SemaphoreSlim _turn = new(1);
    private ProfilerAuthority? _authority;

    /// <summary>The authority: the one that is kept, or a new one.</summary>
    public async Task<ProfilerAuthority> GetAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return _authority ??= settings.Namespace is { } own ? await KeptAsync(own, cancellation) : ProfilerAuthority.Create(clock.GetUtcNow());
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Publishes what a sidecar needs: whom to answer, and the image that does. Nothing where the operator has no namespace of its own.</summary>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        if (settings.Namespace is not { } own) return;
        var authority = await GetAsync(cancellation);
        await store.ApplyAsync(new V1ConfigMap { Metadata = Metadata(own), Data = new Dictionary<string, string> { [Certificate] = authority.CertificatePem, [Image] = settings.GeneratorImage } }, cancellation);
    }

    public void Dispose()
    {
        _turn.Dispose();
        _authority?.Dispose();
    }

    private async Task<ProfilerAuthority> KeptAsync(string own, CancellationToken cancellation)
    {
        var key = new EntityKey(own, settings.ProfilersName);
        if (Restore(await store.GetAsync<V1Secret>(key, cancellation)) is { } kept) return kept;
        var made = ProfilerAuthority.Create(clock.GetUtcNow());
        var secret = new V1Secret { Metadata = Metadata(own), Type = "Opaque", Data = new Dictionary<string, byte[]> { [Certificate] = Encoding.ASCII.GetBytes(made.CertificatePem), [Key] = Encoding.ASCII.GetBytes(made.KeyPem()) } };
        if (await store.CreateAsync(secret, cancellation)) return made;
        // Another replica was first; or what is there is none, and is replaced.
        if (Restore(await store.GetAsync<V1Secret>(key, cancellation)) is { } others) return others;
        await store.ApplyAsync(secret, cancellation);
        return made;
    }

    private V1ObjectMeta Metadata(string own) => new() { Name = settings.ProfilersName, NamespaceProperty = own, Labels = new Dictionary<string, string> { [Names.ManagedBy] = Names.Manager } };

    private static ProfilerAuthority? Restore(V1Secret? secret)
    {
        if (secret?.Data is not { } data || !data.TryGetValue(Certificate, out var certificate) || !data.TryGetValue(Key, out var key)) return null;
        try
        {
            return ProfilerAuthority.Restore(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
