using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime.Events;

/// <summary>
/// Events of core/v1, which every release and every <c>kubectl describe</c> knows. The name is made from what the event says, so that
/// the same one again is the same object, also for another replica: its count goes up.
/// </summary>
internal sealed class EventPublisher(ApiClient api, ControllerRuntimeOptions options, TimeProvider clock, ILogger<EventPublisher> logger) : IEventPublisher
{
    private const int LongestMessage = 1024;
    private const int LongestName = 253;

    public async Task PublishAsync(IKubernetesObject<V1ObjectMeta> regarding, EventType type, string reason, string message, CancellationToken cancellation)
    {
        var key = EntityKey.Of(regarding);
        var text = message.Length > LongestMessage ? message[..(LongestMessage - 1)] + "…" : message;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{regarding.Metadata.Uid}\n{type}\n{reason}\n{text}")))[..16];
        // Events of cluster-scoped objects live in this namespace, as those of Kubernetes itself.
        var at = new EntityKey(key.Namespace.Length > 0 ? key.Namespace : "default", $"{key.Name[..Math.Min(key.Name.Length, LongestName - digest.Length - 1)].TrimEnd('.', '-')}.{digest}");
        var path = ResourcePath.Of(typeof(Corev1Event), at);
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            var (count, first) = await KnownAsync(path, cancellation).ConfigureAwait(false);
            var body = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Event",
                ["metadata"] = new JsonObject { ["name"] = at.Name, ["namespace"] = at.Namespace },
                ["involvedObject"] = new JsonObject
                {
                    ["apiVersion"] = ResourcePath.ApiVersionOf(regarding.GetType()),
                    ["kind"] = ResourcePath.KindOf(regarding.GetType()).Kind,
                    ["namespace"] = key.Namespace,
                    ["name"] = key.Name,
                    ["uid"] = regarding.Metadata.Uid,
                },
                ["type"] = type.ToString(),
                ["reason"] = reason,
                ["message"] = text,
                ["source"] = new JsonObject { ["component"] = options.FieldManager },
                ["firstTimestamp"] = first ?? now,
                ["lastTimestamp"] = now,
                ["count"] = count + 1,
            };
            await api.SendAsync(HttpMethod.Patch, $"{path}?fieldManager={Uri.EscapeDataString(options.FieldManager)}&force=true", cancellation, body.ToJsonString(), "application/apply-patch+yaml").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            Log.EventNotWritten(logger, key.ToString(), exception.Message);
        }
    }

    private async Task<(int Count, string? First)> KnownAsync(string path, CancellationToken cancellation)
    {
        try
        {
            var known = await api.SendAsync(HttpMethod.Get, path, cancellation).ConfigureAwait(false);
            return (known.TryGetProperty("count", out var count) ? count.GetInt32() : 0, known.TryGetProperty("firstTimestamp", out var first) ? first.GetString() : null);
        }
        catch (ApiException exception) when (exception.Status == System.Net.HttpStatusCode.NotFound)
        {
            return (0, null);
        }
    }
}
