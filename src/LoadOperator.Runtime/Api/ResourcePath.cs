using System.Reflection;
using k8s.Models;

namespace LoadOperator.Runtime.Api;

/// <summary>Where objects of a kind live in the API.</summary>
internal static class ResourcePath
{
    /// <summary>All objects of a kind; those of one namespace where one is given.</summary>
    public static string Of(Type type, string @namespace = "")
    {
        var kind = KindOf(type);
        var root = string.IsNullOrEmpty(kind.Group) ? $"api/{kind.ApiVersion}" : $"apis/{kind.Group}/{kind.ApiVersion}";
        return @namespace.Length == 0 ? $"{root}/{kind.PluralName}" : $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{kind.PluralName}";
    }

    public static string Of(Type type, EntityKey key) => $"{Of(type, key.Namespace)}/{Uri.EscapeDataString(key.Name)}";

    /// <exception cref="InvalidOperationException">The type does not say what kind it is.</exception>
    public static KubernetesEntityAttribute KindOf(Type type) =>
        type.GetCustomAttribute<KubernetesEntityAttribute>() ?? throw new InvalidOperationException($"{type.Name} has no [KubernetesEntity]");

    public static string ApiVersionOf(Type type) => KindOf(type) is { Group: { Length: > 0 } group } kind ? $"{group}/{kind.ApiVersion}" : KindOf(type).ApiVersion;
}
