using k8s.Models;

namespace LoadOperator.Runtime;

/// <summary>What names an object of one kind. The namespace of a cluster-scoped object is empty.</summary>
public readonly record struct EntityKey(string Namespace, string Name)
{
    public static EntityKey Of(IMetadata<V1ObjectMeta> entity) => new(entity.Metadata.NamespaceProperty ?? "", entity.Metadata.Name);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
