using System.Text.Json;
using k8s;

namespace LoadOperator.Runtime.Api;

/// <summary>Reads and writes objects: Kubernetes's own kinds as its client does, the program's own by its options.</summary>
internal sealed class EntitySerializer(ControllerRuntimeOptions options)
{
    public T Read<T>(JsonElement json) =>
        IsKubernetesOwn(typeof(T)) ? KubernetesJson.Deserialize<T>(json) : json.Deserialize<T>(options.EntityJson) ?? throw new JsonException("null is no object");

    public string Write<T>(T value) => IsKubernetesOwn(typeof(T)) ? KubernetesJson.Serialize(value) : JsonSerializer.Serialize(value, options.EntityJson);

    public JsonElement ToElement(object value) => JsonSerializer.SerializeToElement(value, value.GetType(), options.EntityJson);

    private static bool IsKubernetesOwn(Type type) => type.Assembly == typeof(k8s.Models.V1Pod).Assembly;
}
