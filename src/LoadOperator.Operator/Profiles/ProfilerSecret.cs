using System.Text;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model;
using LoadOperator.Runtime;

namespace LoadOperator.Operator.Profiles;

/// <summary>
/// The key with which a profiler that is added to a pod serves. The target's user can read it, for the profiler is that user: so it is good for
/// nothing but to be the profiler of that pod.
/// </summary>
internal static class ProfilerSecret
{
    public const string Certificate = "tls.crt";
    public const string Key = "tls.key";

    /// <summary>For as long as a campaign may take.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(8);

    /// <summary>Makes a new one. A profiler reads it once, when it starts.</summary>
    public static Task MakeAsync(LoadCampaign campaign, V1Pod pod, ProfilerAuthority authority, IEntityStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (certificate, key) = authority.ForServer(NameIn(pod), clock.GetUtcNow(), Lifetime);
        return store.ApplyAsync(
            new V1Secret
            {
                Metadata = Names.Child(campaign, Names.ProfilerSecret(campaign, pod)),
                Type = "Opaque",
                Data = new Dictionary<string, byte[]> { [Certificate] = Encoding.ASCII.GetBytes(certificate), [Key] = Encoding.ASCII.GetBytes(key) },
            },
            cancellation);
    }

    /// <summary>The name by which the profiler of a pod is known.</summary>
    public static string NameIn(V1Pod pod) => pod.Metadata.Uid;
}
