using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace LoadOperator.Integration.Tests.Runtime;

/// <summary>A custom resource with a status, of no use but to be reconciled.</summary>
[KubernetesEntity(Group = "test.loadoperator.dev", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed class Widget : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "test.loadoperator.dev/v1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "Widget";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public WidgetSpec Spec { get; set; } = new();

    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WidgetStatus? Status { get; set; }

    public static async Task DefineAsync(Kubernetes kubernetes)
    {
        var any = new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true };
        var crd = new V1CustomResourceDefinition
        {
            Metadata = new V1ObjectMeta { Name = "widgets.test.loadoperator.dev" },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = "test.loadoperator.dev",
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames { Kind = "Widget", Plural = "widgets", Singular = "widget", ListKind = "WidgetList" },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = "v1",
                        Served = true,
                        Storage = true,
                        Subresources = new V1CustomResourceSubresources { Status = new object() },
                        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = new V1JSONSchemaProps { Type = "object", Properties = new Dictionary<string, V1JSONSchemaProps> { ["spec"] = any, ["status"] = any } } },
                    },
                ],
            },
        };
        try
        {
            await kubernetes.ApiextensionsV1.CreateCustomResourceDefinitionAsync(crd);
        }
        catch (k8s.Autorest.HttpOperationException exception) when (exception.Response.StatusCode == System.Net.HttpStatusCode.Conflict)
        {
            // Another test was here first.
        }

        var isServed = false;
        while (!isServed)
        {
            var known = await kubernetes.ApiextensionsV1.ReadCustomResourceDefinitionAsync(crd.Metadata.Name, cancellationToken: TestContext.Current.CancellationToken);
            isServed = known.Status?.Conditions?.Any(c => c.Type == "Established" && c.Status == "True") is true;
        }
    }
}

public sealed record WidgetSpec
{
    [JsonPropertyName("size")]
    public int Size { get; init; }
}

public sealed record WidgetStatus
{
    [JsonPropertyName("phase")]
    public string? Phase { get; init; }

    [JsonPropertyName("count")]
    public int Count { get; init; }
}
