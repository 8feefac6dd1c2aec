using System.Text.Json;

namespace LoadOperator.Runtime;

public sealed class ControllerRuntimeOptions
{
    /// <summary>The name under which fields are owned (server-side apply), and that events carry.</summary>
    public string FieldManager { get; set; } = "controller";

    /// <summary>The namespaces to look at; empty means all.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>How many objects are reconciled at once.</summary>
    public int MaxConcurrentReconciles { get; set; } = 4;

    /// <summary>How the program's own kinds are read and written; Kubernetes's own kinds go by KubernetesJson.</summary>
    public JsonSerializerOptions EntityJson { get; set; } = JsonSerializerOptions.Web;

    /// <summary>Null: there is one replica only, and it leads.</summary>
    public LeaderElectionOptions? LeaderElection { get; set; }
}

public sealed record LeaderElectionOptions
{
    public required string Namespace { get; init; }

    public required string LeaseName { get; init; }

    /// <summary>Unique among replicas; in a pod its name.</summary>
    public required string Identity { get; init; }

    /// <summary>A leader that has not renewed for this long may be replaced.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that cannot renew for this long steps down by itself: earlier than anybody may replace it.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
