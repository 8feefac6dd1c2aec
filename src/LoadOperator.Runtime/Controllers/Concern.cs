using k8s.Models;

namespace LoadOperator.Runtime.Controllers;

/// <summary>Whether a change of an object concerns its controller: more than the status, which is the controller's own doing.</summary>
internal static class Concern
{
    public static bool IsIn(V1ObjectMeta before, V1ObjectMeta after) =>
        // Kinds without a generation (ConfigMap, Secret) have no status either: every change is one of what they say.
        after.Generation is null
        || before.Generation != after.Generation
        || before.DeletionTimestamp != after.DeletionTimestamp
        || !Same(before.Labels, after.Labels)
        || !Same(before.Annotations, after.Annotations)
        || !(before.Finalizers ?? []).SequenceEqual(after.Finalizers ?? [])
        || !(before.OwnerReferences ?? []).Select(Identity).SequenceEqual((after.OwnerReferences ?? []).Select(Identity));

    private static bool Same(IDictionary<string, string>? a, IDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.All(entry => b!.TryGetValue(entry.Key, out var value) && value == entry.Value));

    private static (string Uid, bool? Controls) Identity(V1OwnerReference owner) => (owner.Uid, owner.Controller);
}
