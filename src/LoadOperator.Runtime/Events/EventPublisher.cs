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

    public async Task PublishAsync(IKubernetesObject<V1ObjectMeta> regarding, EventType type, string reason, string message, CancellationToken cancellation)
    {
        var key = EntityKey.Of(regarding);
        var text = message.Length > LongestMessage ? message[..(LongestMessage - 1)] + "…" : message;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{regarding.Metadata.Uid}\n{type}\n{reason}\n{text}")))[..16];
        var path = ResourcePath.Of(typeof(Corev1Event), new EntityKey(key.Namespace, $"{key.Name}.{digest}"));
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            var (count, first) = await KnownAsync(path, cancellation).ConfigureAwait(false);
            var body = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Event",
                ["metadata"] = new JsonObject { ["name"] = $"{key.Name}.{digest}", ["namespace"] = key.Namespace },
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
        catch (Exception exception) when (exception is ApiException or HttpRequestException)
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
