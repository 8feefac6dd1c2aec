using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary><c>loadctl artifacts</c> on a campaign of an API server, with what its operator has left there.</summary>
public sealed class ArtifactTests(ApiServerFixture server) : IDisposable
{
    private const string Name = "why";
    private const string Map = "why-4f2c1-0a1b2c3d-artifacts";
    private static readonly byte[] Stacks = Encoding.UTF8.GetBytes("Main;Shop.Hash 12.5\n");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("artifact-test-");

    [Fact]
    public async Task Artifacts_KeptInAConfigMap_AreListedAndFetched()
    {
        server.SkipWithoutServer();
        await using var bed = await EndedAsync(File("candidate.cpu.folded"), File("flamegraph.html") with { Sha256 = null, ConfigMap = null, Note = "left out: packed it has 400000 bytes, 327680 are allowed" });
        await KeepAsync(bed, Stacks);

        var (exitCode, output, errors) = await LoadctlAsync(bed, Name, "-o", _folder.FullName);

        Assert.True(exitCode == 0, errors);
        Assert.Contains($"{Hash(Stacks)}  configmap/{Map} candidate.cpu.folded.gz", output, StringComparison.Ordinal);
        Assert.Contains("left out: packed it has 400000 bytes", output, StringComparison.Ordinal);
        Assert.Equal(Stacks, await System.IO.File.ReadAllBytesAsync(Path.Join(_folder.FullName, "candidate.cpu.folded"), Cancel));
        Assert.Single(_folder.GetFiles());
        var listed = JsonSerializer.Deserialize<ArtifactsStatus>((await LoadctlAsync(bed, Name, "--format", "json")).Output, ModelJson.Compact);
        Assert.Equal(["candidate.cpu.folded", "flamegraph.html"], listed!.Files.Select(f => f.Name));
    }

    [Fact]
    public async Task Artifacts_ConfigMapThatIsGoneOrAnother_IsSaidAndNothingWritten()
    {
        server.SkipWithoutServer();
        await using var bed = await EndedAsync(File("candidate.cpu.folded"));

        var gone = await LoadctlAsync(bed, Name, "-o", _folder.FullName);
        await KeepAsync(bed, "Main;Shop.Hush 12.5\n"u8.ToArray());
        var other = await LoadctlAsync(bed, Name, "-o", _folder.FullName);

        Assert.Equal((3, 3), (gone.ExitCode, other.ExitCode));
        Assert.Contains($"ConfigMap {Map} is gone", gone.Errors, StringComparison.Ordinal);
        Assert.Contains("as the status says", other.Errors, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Artifacts_CampaignWithoutAny_ExitsTwo()
    {
        server.SkipWithoutServer();
        await using var bed = await TestBed.PrepareAsync(server, null, null);
        await bed.ApplyAsync(bed.Manifest(Name));

        var without = await LoadctlAsync(bed, Name);
        var unknown = await LoadctlAsync(bed, "other");

        Assert.Equal((2, 64), (without.ExitCode, unknown.ExitCode));
        Assert.Contains("has left no files: it has not ended", without.Errors, StringComparison.Ordinal);
        Assert.Contains("/other: there is no such campaign", unknown.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ArtifactStatus File(string name) => new()
    {
        Name = name,
        Side = Side.Candidate,
        MediaType = "text/plain",
        Size = Stacks.Length,
        Sha256 = Hash(Stacks),
        ConfigMap = new KeyReference { Name = Map, Key = name + ".gz" },
    };

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<TestBed> EndedAsync(params ArtifactStatus[] files)
    {
        var bed = await TestBed.PrepareAsync(server, null, null);
        await bed.ApplyAsync(bed.Manifest(Name));
        var status = new LoadCampaignStatus { Phase = Phase.Completed, Artifacts = new ArtifactsStatus { Files = files } };
        await bed.Client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(
            new V1Patch(JsonSerializer.Serialize(new { status }, ModelJson.Compact), V1Patch.PatchType.MergePatch), LoadCampaign.ApiGroup, LoadCampaign.Version, bed.Namespace, "loadcampaigns", Name, cancellationToken: Cancel);
        return bed;
    }

    private static async Task KeepAsync(TestBed bed, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        var map = new V1ConfigMap { Metadata = new V1ObjectMeta { Name = Map }, BinaryData = new Dictionary<string, byte[]> { ["candidate.cpu.folded.gz"] = packed.ToArray() }, Immutable = true };
        await bed.Client.CoreV1.CreateNamespacedConfigMapAsync(map, bed.Namespace, cancellationToken: Cancel);
    }

    private async Task<(int ExitCode, string Output, string Errors)> LoadctlAsync(TestBed bed, params string[] arguments)
    {
        var config = Path.GetTempFileName();
        try
        {
            await System.IO.File.WriteAllTextAsync(config, server.Kubeconfig, Cancel);
            var start = new ProcessStartInfo(Programs.Loadctl, ["artifacts", .. arguments, "--namespace", bed.Namespace, "--kubeconfig", config]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            System.IO.File.Delete(config);
        }
    }
}
