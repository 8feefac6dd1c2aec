using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using LoadOperator.Cli.Cluster;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Artifacts;

/// <summary>Fetches a campaign's files from where its status says that they are.</summary>
/// <param name="image">The image that reads claims; null where nobody knows one.</param>
internal sealed class ArtifactFetch(Kubernetes client, string @namespace, string? image) : IAsyncDisposable
{
    private readonly Dictionary<string, ClaimReader> _claims = [];

    private readonly Dictionary<string, V1ConfigMap> _maps = [];

    /// <summary>Writes one file to a folder.</summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="InvalidDataException">It is not there, or not what the status says.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<string> WriteAsync(ArtifactStatus file, string folder, CancellationToken cancellation)
    {
        if (file.Claim is { } claim) return await ReadAsync(file, claim, folder, cancellation);
        if (file.ConfigMap is not { } place) throw new InvalidDataException($"{file.Name}: was not kept: {file.Note}");
        if ((await MapAsync(place.Name, cancellation)).BinaryData?.TryGetValue(place.Key, out var bytes) is not true) throw new InvalidDataException($"{file.Name}: ConfigMap {place.Name} has no entry {place.Key}");
        return await StoredFile.WriteAsync(file, new MemoryStream(bytes!), place.Key.EndsWith(".gz", StringComparison.Ordinal), folder, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _claims.Values) await reader.DisposeAsync();
    }

    /// <summary>Profiles of a side go into a folder of their own, which <c>loadctl profile diff</c> takes.</summary>
    private async Task<string> ReadAsync(ArtifactStatus file, ClaimFile claim, string folder, CancellationToken cancellation)
    {
        if (image is null) throw new InvalidDataException($"{file.Name}: the status names no image that reads claim {claim.Name}: give one with --image");
        if (!_claims.TryGetValue(claim.Name, out var reader)) _claims[claim.Name] = reader = new ClaimReader(client, @namespace, claim.Name, image, TimeProvider.System);
        var store = await reader.OpenAsync(cancellation);
        var its = file.Side is { } side ? Path.Join(folder, $"{side}".ToLowerInvariant()) : folder;
        Directory.CreateDirectory(its);
        return await store.GetAsync(claim.Run, file.Name, (content, limited) => StoredFile.WriteAsync(file, content, isPacked: false, its, limited), cancellation);
    }

    private async Task<V1ConfigMap> MapAsync(string name, CancellationToken cancellation)
    {
        if (_maps.TryGetValue(name, out var known)) return known;
        try
        {
            return _maps[name] = await client.CoreV1.ReadNamespacedConfigMapAsync(name, @namespace, cancellationToken: cancellation);
        }
        catch (HttpOperationException exception) when (exception.Response?.StatusCode == HttpStatusCode.NotFound)
        {
            throw new InvalidDataException($"ConfigMap {name} is gone", exception);
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            throw new InvalidDataException(ClusterCampaign.Explain(exception), exception);
        }
    }
}
