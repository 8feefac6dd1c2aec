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

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it.</exception>
    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(FieldManager)) throw new ArgumentException($"{nameof(FieldManager)} is empty: fields need an owner");
        if (MaxConcurrentReconciles < 1) throw new ArgumentException($"{nameof(MaxConcurrentReconciles)} is {MaxConcurrentReconciles}: at least 1 is needed, or nothing is ever reconciled");
        if (Namespaces.Any(string.IsNullOrWhiteSpace)) throw new ArgumentException($"{nameof(Namespaces)} has an empty name; no names at all mean every namespace");
        LeaderElection?.Validate();
    }
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

    internal void Validate()
    {
        foreach (var (name, value) in new[] { (nameof(Namespace), Namespace), (nameof(LeaseName), LeaseName), (nameof(Identity), Identity) })
            if (string.IsNullOrWhiteSpace(value)) throw new ArgumentException($"{nameof(ControllerRuntimeOptions.LeaderElection)}: {name} is empty");
        if (RetryPeriod <= TimeSpan.Zero || RenewDeadline <= RetryPeriod || LeaseDuration <= RenewDeadline || LeaseDuration < TimeSpan.FromSeconds(1))
            throw new ArgumentException($"{nameof(ControllerRuntimeOptions.LeaderElection)}: 0 < {nameof(RetryPeriod)} ({RetryPeriod}) < {nameof(RenewDeadline)} ({RenewDeadline}) < {nameof(LeaseDuration)} ({LeaseDuration}, at least 1 s) must hold, or two replicas may act at once");
    }
}
