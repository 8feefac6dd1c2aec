using System.Net;
using System.Text.Json;
using k8s;
using k8s.Models;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime.Informers;

/// <summary>
/// Keeps a cache in step with the API server: one list in pages, then watches, each from where the last one ended. A list is
/// taken again only when the server cannot go on from that place (410 above all); what it lacks then is told as deleted.
/// </summary>
internal sealed class Informer<TEntity>(InformerScope scope, EntityCache<TEntity> cache, ApiClient api, EntitySerializer serializer, TimeProvider clock, ILogger logger)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly Backoff Reconnect = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMinutes(5);

    /// <summary>What a watch may take beyond the time that the server was asked to end it at: then the connection is dead.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>A watch that ends sooner and told nothing was cut off by something in between: without a pause it would be asked for in a loop.</summary>
    private static readonly TimeSpan Useful = TimeSpan.FromSeconds(1);

    private readonly string _kind = typeof(TEntity).Name;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string? version = null;
        var failures = 0;
        var hasSynced = false;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (version is null)
                {
                    version = await ListAsync(cancellation).ConfigureAwait(false);
                    RuntimeMetrics.Listed(_kind, isFirst: !hasSynced);
                    if (!hasSynced) cache.InformerSynced();
                    hasSynced = true;
                }

                var (started, hasTold) = (clock.GetTimestamp(), false);
                await foreach (var next in WatchAsync(version, cancellation).ConfigureAwait(false))
                {
                    (version, hasTold) = (next, true);
                    failures = 0;
                }

                failures = hasTold || clock.GetElapsedTime(started) >= Useful ? 0 : failures + 1;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException exception) when (version is not null && IsPlaceLost(exception))
            {
                Log.Relisting(logger, _kind, version, exception.Message);
                version = null;
                failures++;
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException or OperationCanceledException)
            {
                // Also an answer that is no list or no event: what stands in between may answer in the server's place.
                failures++;
                Log.WatchBroken(logger, _kind, exception is OperationCanceledException ? "the connection is dead" : exception.Message);
            }

            RuntimeMetrics.WatchEnded(_kind, isBroken: failures > 0);
            if (failures > 0) await Task.Delay(Reconnect.AfterWithJitter(failures, Random.Shared), clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes up everything there is.</summary>
    /// <returns>The version of the whole list: a watch goes on from there.</returns>
    private async Task<string> ListAsync(CancellationToken cancellation)
    {
        var listed = new HashSet<EntityKey>();
        var token = "";
        while (true)
        {
            var page = await api.SendAsync(HttpMethod.Get, $"{ResourcePath.Of(typeof(TEntity), scope.Namespace)}?limit={scope.PageSize}{Selector()}{(token.Length > 0 ? $"&continue={Uri.EscapeDataString(token)}" : "")}", cancellation).ConfigureAwait(false);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                // Also what cannot be read is there: it must not be told as deleted.
                if (KeyOf(item) is { } key) listed.Add(key);
                if (Read(item) is { } entity) cache.Set(entity);
            }

            var metadata = page.GetProperty("metadata");
            token = metadata.TryGetProperty("continue", out var more) ? more.GetString() ?? "" : "";
            if (token.Length > 0) continue;
            cache.RemoveAllBut(listed, scope.Namespace);
            return metadata.GetProperty("resourceVersion").GetString()!;
        }
    }

    /// <summary>Takes up changes until the server ends the watch.</summary>
    /// <returns>The version after each change.</returns>
    private async IAsyncEnumerable<string> WatchAsync(string version, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // Drawn, so that the watches of many do not end together.
        var duration = ShortestWatch * (1 + Random.Shared.NextDouble());
        using var dead = new CancellationTokenSource(duration + Grace, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(dead.Token, cancellation);
        using var response = await api.SendAsync(
            HttpMethod.Get,
            $"{ResourcePath.Of(typeof(TEntity), scope.Namespace)}?watch=true&allowWatchBookmarks=true&timeoutSeconds={(int)duration.TotalSeconds}&resourceVersion={Uri.EscapeDataString(version)}{Selector()}",
            null,
            "application/json",
            either.Token).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false));
        while (await reader.ReadLineAsync(either.Token).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0) continue;
            using var document = JsonDocument.Parse(line);
            var happened = document.RootElement;
            var item = happened.GetProperty("object");
            switch (happened.GetProperty("type").GetString())
            {
                case "ADDED" or "MODIFIED" when Read(item) is { } entity:
                    cache.Set(entity);
                    break;
                case "DELETED" when KeyOf(item) is { } key:
                    cache.Remove(key, Read(item));
                    break;
                case "ERROR":
                    // Whatever broke off in mid-watch, the place may be what the server stumbles over: like client-go, not tried again.
                    throw new ApiException(HttpStatusCode.Gone, "", item.TryGetProperty("message", out var message) ? message.GetString() ?? "" : "");
                default:
                    // A bookmark: nothing but the version.
                    break;
            }

            if (item.GetProperty("metadata").TryGetProperty("resourceVersion", out var next) && next.GetString() is { Length: > 0 } known) yield return known;
        }
    }

    /// <summary>The object, or null where it is not what its kind should be: one such object must not hide all the others.</summary>
    private TEntity? Read(JsonElement item)
    {
        try
        {
            var entity = serializer.Read<TEntity>(item);
            return entity.Metadata?.Name is null ? throw new JsonException("it has no name") : entity;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            Log.CannotBeRead(logger, _kind, KeyOf(item)?.ToString() ?? "", exception.Message);
            return null;
        }
    }

    /// <summary>Whether a watch from the same version would fail again, however often it is tried.</summary>
    private static bool IsPlaceLost(ApiException exception) =>
        // After a restore from a backup the server's versions are behind ours: they may take days to catch up.
        !exception.IsTransient || exception.Message.Contains("Too large resource version", StringComparison.Ordinal);

    private static EntityKey? KeyOf(JsonElement item) =>
        item.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("name", out var name)
            ? new EntityKey(metadata.TryGetProperty("namespace", out var @namespace) ? @namespace.GetString() ?? "" : "", name.GetString()!)
            : null;

    private string Selector() => scope.LabelSelector.Length == 0 ? "" : $"&labelSelector={Uri.EscapeDataString(scope.LabelSelector)}";
}
