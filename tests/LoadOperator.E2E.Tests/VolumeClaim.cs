namespace LoadOperator.E2E.Tests;

/// <summary>
/// A claim in the namespace of the demo, with a volume of the cluster's default storage class; or, on a node of ours, which has none, with a folder of this
/// machine. Goes with all that was written to it.
/// </summary>
internal sealed class VolumeClaim : IAsyncDisposable
{
    private static readonly string? Volumes = Environment.GetEnvironmentVariable("NODE_VOLUMES");

    /// <summary>A volume is the cluster's, and so is its name: one of an earlier run may still be on its way out.</summary>
    private readonly string _volume = $"e2e-{Guid.NewGuid():N}";

    private VolumeClaim(string name) => Name = name;

    public string Name { get; }

    private string Folder => Path.Join(Volumes, _volume);

    public static async Task<VolumeClaim> CreateAsync(string name)
    {
        var claim = new VolumeClaim(name);
        var storage = "";
        if (Volumes is not null)
        {
            // A kubelet leaves such a folder's owner as it is.
            var (code, _, errors) = await Command.RunAsync("install", null, "-d", "-m", "0777", claim.Folder);
            Assert.True(code == 0, errors);
            storage = $", storageClassName: \"\", volumeName: {claim._volume}";
            await Command.KubectlAsync(
                $$"""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: {{claim._volume}} }
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: ""
                  hostPath: {path: {{claim.Folder}}, type: Directory}
                """,
                ["apply", "-f", "-"]);
        }

        await Command.KubectlAsync(
            $$"""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: {{name}}, namespace: shop}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} }{{storage}} }
            """,
            ["apply", "-f", "-"]);
        return claim;
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("kubectl", null, "-n", "shop", "delete", $"pvc/{Name}", "--wait=false");
        if (Volumes is null) return;
        await Command.RunAsync("kubectl", null, "delete", $"pv/{_volume}", "--wait=false");
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A pod may still write to it. What is left goes with the node, and fails no test.
            TestContext.Current.SendDiagnosticMessage($"{Folder} stays: {exception.Message}");
        }
    }
}
