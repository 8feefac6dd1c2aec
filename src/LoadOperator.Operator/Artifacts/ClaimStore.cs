using k8s.Models;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Operator.Generators;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Artifacts;

/// <summary>
/// Keeps files of a campaign in the volume claim that it names, by a pod that mounts it. After the first trouble nothing more is tried: the campaign goes on, and its
/// status says what the trouble was.
/// </summary>
internal sealed class ClaimStore(LoadCampaign campaign, CampaignPlan plan, ClusterServices cluster, Func<CancellationToken, Task<CampaignCredentials>> credentials) : IDisposable
{
    /// <summary>Profiles follow one another; between two there is no more than a round.</summary>
    private TimeSpan Idle => plan.ProfileTimeout + TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly ProfileStore? _asked = campaign.Spec.Profiling?.Store;
    private readonly List<ArtifactStatus> _files = [];
    private StoreClient? _client;

    /// <summary>A volume may have to be made, and an image pulled.</summary>
    internal TimeSpan LongestStart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What was kept.</summary>
    public IReadOnlyList<ArtifactStatus> Files => _files;

    /// <summary>Why no more is kept; null where nothing is wrong.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether files are to be kept, and can be.</summary>
    public bool IsOpen => _asked is not null && Trouble is null;

    /// <summary>The image that reads the claim.</summary>
    public string Image => cluster.Settings.GeneratorImage;

    /// <summary>Starts the pod, where there is none yet: before the load, which a start would disturb.</summary>
    public Task OpenAsync(CancellationToken cancellation) => TryAsync(() => ClientAsync(cancellation), cancellation);

    /// <summary>Keeps a file.</summary>
    /// <param name="file">Its name, side and type.</param>
    public Task KeepAsync(ArtifactStatus file, Stream content, CancellationToken cancellation) => TryAsync(
        async () =>
        {
            var written = await (await ClientAsync(cancellation)).PutAsync(Names.StoredRun(campaign), file.Name, content, cancellation);
            _files.Add(file with { Size = written.Size, Sha256 = written.Sha256, Note = null, Claim = new ClaimFile { Name = _asked!.ClaimName, Run = Names.StoredRun(campaign) } });
        },
        cancellation);

    /// <summary>Removes the runs that are not to stay beside this one, and has the pod end.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (_client is not { } client) return;
        await TryAsync(() => RetireAsync(client, cancellation), cancellation);
        await client.StopAsync();
    }

    /// <summary>No more is kept.</summary>
    public void Fail(string message) => Trouble ??= $"claim {_asked!.ClaimName}: {OthersWords.Cut(message)}";

    public void Dispose() => _client?.Dispose();

    private async Task TryAsync(Func<Task> work, CancellationToken cancellation)
    {
        if (!IsOpen) return;
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ApiException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Fail(exception.Message);
        }
    }

    private async Task<StoreClient> ClientAsync(CancellationToken cancellation)
    {
        if (_client is not null) return _client;
        var keys = await credentials(cancellation);
        using var timeout = new CancellationTokenSource(LongestStart, cluster.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        V1Pod? pod = null;
        try
        {
            pod = await MakeAsync(either.Token);
            while (!PodTrouble.IsReady(pod, StorePod.Container))
            {
                if (PodTrouble.Of(pod, StorePod.Container) is { IsFinal: true } end) throw new IOException(end.Message);
                await Task.Delay(LookAgain, cluster.Clock, either.Token);
                pod = await cluster.Store.GetAsync<V1Pod>(EntityKey.Of(pod), either.Token) ?? throw new IOException($"store pod {pod.Metadata.Name} is gone");
            }

            var ready = pod;
            var client = new StoreClient($"store pod {ready.Metadata.Name}", token => cluster.Connection.OpenAsync(ready, StorePod.Port, token, isPatient: true), keys);
            await AnswersAsync(client, either.Token);
            _client = client;
            // Before anything is written: the claim may be full.
            await RetireAsync(client, either.Token);
            return client;
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            var why = pod is null ? null : PodTrouble.Of(pod, StorePod.Container)?.Message;
            throw new IOException($"{why ?? $"store pod {Names.Store(campaign)} does not serve"}, after {LongestStart.TotalSeconds:0} s", exception);
        }
    }

    private Task<IReadOnlyList<string>> RetireAsync(StoreClient client, CancellationToken cancellation) =>
        client.RetireAsync(Names.StoredRun(campaign), new StoreRetention(_asked!.MaxRuns, _asked.MaxAge?.Value), cancellation);

    /// <summary>The pod of an earlier process that still runs, or a new one.</summary>
    private async Task<V1Pod> MakeAsync(CancellationToken cancellation)
    {
        var key = new EntityKey(campaign.Metadata.NamespaceProperty, Names.Store(campaign));
        while (await cluster.Store.GetAsync<V1Pod>(key, cancellation) is { } known)
        {
            // One that an earlier run has left may have another claim.
            var isOfAnother = known.Spec?.Volumes?.Any(v => v.PersistentVolumeClaim is { } other && other.ClaimName != _asked!.ClaimName) is true;
            if (!isOfAnother && PodTrouble.Of(known, StorePod.Container) is not { IsFinal: true }) return known;
            await cluster.Store.DeleteAsync(known, cancellation);
            await Task.Delay(LookAgain, cluster.Clock, cancellation);
        }

        var pod = StorePod.Of(Names.Child(campaign, key.Name), Image, cluster.Settings.ImagePullPolicy, _asked!.ClaimName, GeneratorPod.TlsOf(campaign), Idle);
        // Where generators may run, this pod may, too.
        pod.Spec.Tolerations = campaign.Spec.Generator.PodTemplate?.Tolerations?.ToList();
        pod.Spec.ImagePullSecrets = campaign.Spec.Generator.PodTemplate?.ImagePullSecrets?.ToList();
        return await cluster.Store.ApplyAsync(pod, cancellation);
    }

    private async Task AnswersAsync(StoreClient client, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await client.AskAsync(cancellation);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(LookAgain, cluster.Clock, cancellation);
            }
        }
    }
}
