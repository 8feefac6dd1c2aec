using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoadOperator.Runtime.Leadership;

/// <summary>A lease as the API server has it.</summary>
/// <param name="Content">All of it, so that a write keeps what others have put there.</param>
internal sealed record Lease(JsonObject Content)
{
    /// <summary>Empty where the last holder has let go of it.</summary>
    public string Holder => (string?)Content["spec"]?["holderIdentity"] ?? "";

    public string Version => (string?)Content["metadata"]?["resourceVersion"] ?? "";

    /// <summary>How long its holder may be silent, by the holder's own settings: during an upgrade they may differ from ours.</summary>
    public TimeSpan? Duration => (int?)Content["spec"]?["leaseDurationSeconds"] is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;

    public static Lease Of(JsonElement json) => new(JsonObject.Create(json)!);

    /// <summary>
    /// Whether a replica may take the lease. Silence is measured on the replica's own clock from when it saw the last change: clocks of
    /// two machines are never compared.
    /// </summary>
    /// <param name="identity">The replica's.</param>
    /// <param name="unchangedFor">How long the replica has seen no change of it.</param>
    /// <param name="duration">For a lease that does not say how long it lasts.</param>
    public bool IsFreeFor(string identity, TimeSpan unchangedFor, TimeSpan duration) =>
        Holder.Length == 0 || Holder == identity || unchangedFor >= (Duration ?? duration);

    /// <summary>The same, held by <paramref name="identity"/> as of <paramref name="now"/>.</summary>
    public Lease HeldBy(string identity, TimeSpan duration, DateTimeOffset now)
    {
        var content = Content.DeepClone().AsObject();
        if (content["spec"] is not JsonObject spec) content["spec"] = spec = [];
        if (identity != Holder && identity.Length > 0)
        {
            spec["leaseTransitions"] = ((int?)spec["leaseTransitions"] ?? 0) + 1;
            spec["acquireTime"] = MicroTime(now);
        }

        spec["holderIdentity"] = identity;
        spec["leaseDurationSeconds"] = (int)duration.TotalSeconds;
        spec["renewTime"] = MicroTime(now);
        return new Lease(content);
    }

    /// <summary>The first of its name.</summary>
    public static Lease New(LeaderElectionOptions options, DateTimeOffset now)
    {
        var lease = new Lease(new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = new JsonObject { ["name"] = options.LeaseName, ["namespace"] = options.Namespace },
        }).HeldBy(options.Identity, options.LeaseDuration, now);
        lease.Content["spec"]!["leaseTransitions"] = 0;
        return lease;
    }

    private static string MicroTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
