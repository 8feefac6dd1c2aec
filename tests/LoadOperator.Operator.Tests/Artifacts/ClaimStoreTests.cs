using System.Text;
using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Artifacts;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Operator.Generators;
using LoadOperator.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Operator.Tests.Artifacts;

/// <summary>Files on their way to a claim. The store is a program; the pod around it is one on paper.</summary>
public sealed class ClaimStoreTests : IDisposable
{
    private const string Run = "orders-4f2c1-1";

    private static readonly string Address = LoopbackAddress.Of(2);

    private readonly DirectoryInfo _volume = Directory.CreateTempSubdirectory("claim-test-");
    private readonly MemoryStore _store = new();
    private readonly LoadCampaign _campaign = TestCampaign.Create();
    private readonly CampaignCredentials _none = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    public ClaimStoreTests() => _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = new DotnetTrace(), Store = new ProfileStore { ClaimName = "traces", MaxRuns = 1 } } };

    [Fact]
    public async Task Keep_AFile_IsInTheVolumeAndItsPlaceIsKnown()
    {
        await using var process = await StoreProcess.StartAsync(_volume, listen: $"{Address}:{StorePod.Port}");
        await PodAsync(Running());
        using var store = Store(process.Credentials);

        await store.KeepAsync(File0(), Content(), Cancel);
        // Another campaign has kept something meanwhile.
        _volume.CreateSubdirectory("others-1");
        await File.WriteAllTextAsync(Path.Join(_volume.FullName, "others-1", ".load-operator"), "", Cancel);
        await store.CloseAsync(Cancel);

        Assert.Null(store.Trouble);
        var kept = Assert.Single(store.Files);
        Assert.Equal((7L, "traces", Run), (kept.Size, kept.Claim!.Name, kept.Claim.Run));
        Assert.Equal("a trace", await File.ReadAllTextAsync(Path.Join(_volume.FullName, Run, kept.Name), Cancel));
        // Of one run that is to stay, the last one does.
        Assert.Equal([Run], _volume.GetDirectories().Select(d => d.Name));
        await process.EndsAsync();
    }

    [Fact]
    public async Task Keep_StoreThatCannotWrite_SaysWhyOnceAndTriesNoMore()
    {
        await using var process = await StoreProcess.StartAsync(_volume, listen: $"{Address}:{StorePod.Port}");
        await PodAsync(Running());
        _volume.CreateSubdirectory(Run);
        using var store = Store(process.Credentials);

        await store.KeepAsync(File0(), Content(), Cancel);
        Directory.Delete(Path.Join(_volume.FullName, Run));
        await store.KeepAsync(File0(), Content(), Cancel);

        Assert.Equal($"claim traces: store pod orders-4f2c1-store: {Run}: there is such a folder, and load-operator has not made it", store.Trouble);
        Assert.Empty(store.Files);
        Assert.False(store.IsOpen);
    }

    [Fact]
    public async Task Open_ClaimThatIsNotThere_IsSaidInTheClustersWords()
    {
        await PodAsync(new V1PodStatus { Phase = "Pending", Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "persistentvolumeclaim \"traces\" not found" }] });
        using var store = Store(_none, TimeSpan.FromMilliseconds(200));

        await store.OpenAsync(Cancel);

        Assert.Equal("claim traces: store pod orders-4f2c1-store cannot be scheduled: persistentvolumeclaim \"traces\" not found, after 0 s", store.Trouble);
    }

    [Fact]
    public async Task Open_PodThatHasEnded_IsMadeAnew()
    {
        await PodAsync(new V1PodStatus { Phase = "Succeeded" });
        using var store = Store(_none, TimeSpan.FromSeconds(2));

        await store.OpenAsync(Cancel);

        var pod = (await _store.GetAsync<V1Pod>(new EntityKey("shop", "orders-4f2c1-store"), Cancel))!;
        Assert.Null(pod.Status);
        Assert.Equal("traces", pod.Spec.Volumes[0].PersistentVolumeClaim.ClaimName);
        Assert.Equal(_campaign.Metadata.Uid, Assert.Single(pod.Metadata.OwnerReferences).Uid);
        Assert.StartsWith("claim traces: store pod orders-4f2c1-store does not serve", store.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ClaimWithMoreRunsThanAreToStay_MakesRoomBeforeAnythingIsWritten()
    {
        await using var process = await StoreProcess.StartAsync(_volume, listen: $"{Address}:{StorePod.Port}");
        await PodAsync(Running());
        using var store = Store(process.Credentials);
        _volume.CreateSubdirectory("orders-4f2c1-0");
        await File.WriteAllTextAsync(Path.Join(_volume.FullName, "orders-4f2c1-0", ".load-operator"), "", Cancel);

        await store.OpenAsync(Cancel);

        Assert.Null(store.Trouble);
        Assert.Empty(_volume.GetDirectories());
    }

    [Theory]
    [InlineData("traces", false)]
    [InlineData("of-an-earlier-run", true)]
    public async Task Open_PodThatRuns_IsReplacedWhereItMountsAnotherClaim(string claim, bool isReplaced)
    {
        await PodAsync(new V1PodStatus { Phase = "Pending" }, claim);
        using var store = Store(_none, TimeSpan.FromSeconds(2));

        await store.OpenAsync(Cancel);

        var pod = (await _store.GetAsync<V1Pod>(new EntityKey("shop", "orders-4f2c1-store"), Cancel))!;
        Assert.Equal("traces", pod.Spec.Volumes[0].PersistentVolumeClaim.ClaimName);
        Assert.Equal(isReplaced, pod.Status is null);
    }

    [Fact]
    public async Task Keep_CampaignThatNamesNoClaim_DoesNothing()
    {
        _campaign.Spec = _campaign.Spec with { Profiling = _campaign.Spec.Profiling! with { Store = null } };
        using var store = Store(_none);

        await store.KeepAsync(File0(), Content(), Cancel);
        await store.CloseAsync(Cancel);

        Assert.Equal((0, 0), (store.Files.Count, _store.Writes));
        Assert.Null(store.Trouble);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pod_ToWriteOrToRead_IsRestrictedAndHasWhatItNeedsAlone(bool writes)
    {
        var pod = StorePod.Of(new V1ObjectMeta { Name = "store" }, "image", null, "traces", writes ? GeneratorPod.TlsOf(_campaign) : null, TimeSpan.FromMinutes(1));

        var container = Assert.Single(pod.Spec.Containers);
        Assert.True(pod.Spec.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.Spec.AutomountServiceAccountToken);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal(writes ? 1 : 0, pod.Spec.Volumes.Count(v => v.Secret is not null));
        Assert.Equal(writes ? "[::]:8443" : "127.0.0.1:8443", container.Args[1]);
        Assert.Equal(writes ? null : true, pod.Spec.Volumes[0].PersistentVolumeClaim.ReadOnlyProperty);
    }

    public void Dispose()
    {
        _none.Dispose();
        _volume.Delete(recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ArtifactStatus File0() => new() { Name = "profile-01-control.nettrace", Side = Side.Control, MediaType = "application/octet-stream", Size = 0 };

    private static MemoryStream Content() => new(Encoding.UTF8.GetBytes("a trace"));

    private static V1PodStatus Running() => new() { Phase = "Running", PodIP = Address, ContainerStatuses = [new V1ContainerStatus { Name = StorePod.Container, Ready = true }] };

    private async Task PodAsync(V1PodStatus status, string claim = "traces")
    {
        var pod = StorePod.Of(new V1ObjectMeta { Name = "orders-4f2c1-store", NamespaceProperty = "shop" }, "image", null, claim, GeneratorPod.TlsOf(_campaign), TimeSpan.FromMinutes(1));
        pod.Status = status;
        await _store.CreateAsync(pod, Cancel);
    }

    private ClaimStore Store(CampaignCredentials credentials, TimeSpan? longestStart = null)
    {
        var cluster = new ClusterServices(_store, null!, null!, null!, new PodConnection(null!, TestCampaign.Settings), null!, null!, TestCampaign.Settings, TimeProvider.System, NullLoggerFactory.Instance);
        return new ClaimStore(_campaign, CampaignPlan.For("orders", _campaign.Spec, 7, null), cluster, _ => Task.FromResult(credentials)) { LongestStart = longestStart ?? TimeSpan.FromSeconds(30) };
    }
}
