using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace LoadOperator.Runtime.Api;

internal sealed class EntityStore(ApiClient api, EntitySerializer serializer, ControllerRuntimeOptions options) : IEntityStore
{
    private const int StatusAttempts = 5;

    public async Task<T> ApplyAsync<T>(T desired, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        desired.ApiVersion = ResourcePath.ApiVersionOf(typeof(T));
        desired.Kind = ResourcePath.KindOf(typeof(T)).Kind;
        var path = $"{ResourcePath.Of(typeof(T), EntityKey.Of(desired))}?fieldManager={Uri.EscapeDataString(options.FieldManager)}&force=true";
        // JSON is YAML; the API server takes an applied object under this type alone.
        return serializer.Read<T>(await api.SendAsync(HttpMethod.Patch, path, cancellation, serializer.Write(desired), "application/apply-patch+yaml").ConfigureAwait(false));
    }

    public async Task<bool> CreateAsync<T>(T entity, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        entity.ApiVersion = ResourcePath.ApiVersionOf(typeof(T));
        entity.Kind = ResourcePath.KindOf(typeof(T)).Kind;
        var path = $"{ResourcePath.Of(typeof(T), entity.Metadata.NamespaceProperty ?? "")}?fieldManager={Uri.EscapeDataString(options.FieldManager)}";
        try
        {
            await api.SendAsync(HttpMethod.Post, path, cancellation, serializer.Write(entity)).ConfigureAwait(false);
            return true;
        }
        catch (ApiException exception) when (exception is { Status: HttpStatusCode.Conflict, Reason: "AlreadyExists" })
        {
            return false;
        }
    }

    public async Task AddAsync(V1Pod pod, V1EphemeralContainer container, CancellationToken cancellation)
    {
        var path = $"{ResourcePath.Of(typeof(V1Pod), EntityKey.Of(pod))}/ephemeralcontainers";
        var one = JsonNode.Parse(serializer.Write(container))!.AsObject();
        var list = new JsonObject { ["ephemeralContainers"] = new JsonArray(one) };
        // Before Kubernetes 1.22 this is no pod but its containers alone, and those have the pod's security context and none of their own.
        var isOfToday = (await api.SendAsync(HttpMethod.Get, path, cancellation).ConfigureAwait(false)).GetProperty("kind").GetString() == V1Pod.KubeKind;
        if (!isOfToday) one.Remove("securityContext");
        var patch = isOfToday ? new JsonObject { ["spec"] = list } : list;
        await api.SendAsync(HttpMethod.Patch, $"{path}?fieldManager={Uri.EscapeDataString(options.FieldManager)}", cancellation, patch.ToJsonString(), "application/strategic-merge-patch+json").ConfigureAwait(false);
    }

    public async Task<bool> MayAsync(string verb, string resource, string subresource, string @namespace, CancellationToken cancellation)
    {
        // Anybody who is known to the API server may ask it this of himself.
        var attributes = new JsonObject { ["namespace"] = @namespace, ["verb"] = verb, ["resource"] = resource, ["subresource"] = subresource };
        var review = new JsonObject { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SelfSubjectAccessReview", ["spec"] = new JsonObject { ["resourceAttributes"] = attributes } };
        var answer = await api.SendAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", cancellation, review.ToJsonString()).ConfigureAwait(false);
        return answer.GetProperty("status").GetProperty("allowed").GetBoolean();
    }

    public async Task<T?> GetAsync<T>(EntityKey key, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return serializer.Read<T>(await api.SendAsync(HttpMethod.Get, ResourcePath.Of(typeof(T), key), cancellation).ConfigureAwait(false));
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string @namespace, string labelSelector, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = await api.SendAsync(HttpMethod.Get, $"{ResourcePath.Of(typeof(T), @namespace)}?labelSelector={Uri.EscapeDataString(labelSelector)}", cancellation).ConfigureAwait(false);
        return [.. list.GetProperty("items").EnumerateArray().Select(serializer.Read<T>)];
    }

    public async Task DeleteAsync<T>(T entity, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new JsonObject { ["propagationPolicy"] = "Background" };
        if (entity.Metadata.Uid is { } uid) body["preconditions"] = new JsonObject { ["uid"] = uid };
        try
        {
            await api.SendAsync(HttpMethod.Delete, ResourcePath.Of(typeof(T), EntityKey.Of(entity)), cancellation, body.ToJsonString()).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone, or the name is another object's by now.
        }
    }

    public async Task<bool> PatchStatusAsync<T>(T entity, object? before, object after, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        JsonElement? known = before is null ? null : serializer.ToElement(before);
        if (MergePatch.Between(known, serializer.ToElement(after)) is not { } changed) return false;
        var one = ResourcePath.Of(typeof(T), EntityKey.Of(entity));
        var path = $"{one}/status?fieldManager={Uri.EscapeDataString(options.FieldManager)}";
        var version = entity.Metadata.ResourceVersion;
        for (var attempt = 1; ; attempt++)
        {
            // For custom resources the API server does not compare a uid in a patch of the status, but it does compare the version:
            // so the status of one object never lands on another that was made anew under the same name.
            version ??= await VersionOfSameAsync(entity, one, cancellation).ConfigureAwait(false);
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version }, ["status"] = changed.DeepClone() };
            try
            {
                await api.SendAsync(HttpMethod.Patch, path, cancellation, patch.ToJsonString(), "application/merge-patch+json").ConfigureAwait(false);
                return true;
            }
            catch (ApiException exception) when (exception.Status == HttpStatusCode.Conflict && attempt < StatusAttempts)
            {
                // Changed since the cache was told: the status is still ours to write, if it is the same object.
                version = null;
            }
        }
    }

    private async Task<string?> VersionOfSameAsync<T>(T entity, string path, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var metadata = (await api.SendAsync(HttpMethod.Get, path, cancellation).ConfigureAwait(false)).GetProperty("metadata");
        if (entity.Metadata.Uid is { } uid && metadata.GetProperty("uid").GetString() != uid)
            throw new ApiException(HttpStatusCode.NotFound, "NotFound", $"{typeof(T).Name} {EntityKey.Of(entity)} is gone; another has its name");
        return metadata.GetProperty("resourceVersion").GetString();
    }
}
