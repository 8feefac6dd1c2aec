using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;

namespace LoadOperator.Runtime.Api;

/// <summary>Reads and writes objects: Kubernetes's own kinds as its client does, the program's own by its options.</summary>
internal sealed class EntitySerializer(ControllerRuntimeOptions options)
{
    /// <summary>Without nulls: to an applied object they are values, and a version of null is refused for an object that exists.</summary>
    private readonly JsonSerializerOptions _own = options.EntityJson.DefaultIgnoreCondition == JsonIgnoreCondition.Never
        ? new JsonSerializerOptions(options.EntityJson) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }
        : options.EntityJson;

    public T Read<T>(JsonElement json) =>
        IsKubernetesOwn(typeof(T)) ? KubernetesJson.Deserialize<T>(json) : json.Deserialize<T>(_own) ?? throw new JsonException("null is no object");

    public string Write<T>(T value) => IsKubernetesOwn(typeof(T)) ? KubernetesJson.Serialize(value) : JsonSerializer.Serialize(value, _own);

    public JsonElement ToElement(object value) => JsonSerializer.SerializeToElement(value, value.GetType(), _own);

    private static bool IsKubernetesOwn(Type type) => type.Assembly == typeof(k8s.Models.V1Pod).Assembly;
}
