using k8s.Models;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Runtime.Controllers;

/// <summary>From an object to the one that controls it.</summary>
internal static class Ownership
{
    /// <summary>The object of kind <paramref name="owner"/> that controls this one; null where none does.</summary>
    public static EntityKey? OwnerOf(IMetadata<V1ObjectMeta> entity, Type owner)
    {
        var kind = ResourcePath.KindOf(owner);
        var reference = entity.Metadata.OwnerReferences?.FirstOrDefault(r => r.Controller is true && r.Kind == kind.Kind && GroupOf(r.ApiVersion) == (kind.Group ?? ""));
        return reference is null ? null : new EntityKey(entity.Metadata.NamespaceProperty ?? "", reference.Name);
    }

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? apiVersion[..slash] : "";
}
