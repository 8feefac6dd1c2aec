using System.Security.Cryptography;
using k8s;
using k8s.Autorest;
using k8s.Models;
using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Cli.Cluster;

namespace LoadOperator.Cli.Artifacts;

/// <summary>Reads files of a volume claim by a pod that mounts it, with the rights of whoever runs loadctl. The pod goes with it.</summary>
internal sealed class ClaimReader(Kubernetes client, string @namespace, string claim, string image, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>A volume may have to be attached, and an image pulled.</summary>
    internal TimeSpan LongestStart { get; init; } = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>Where loadctl was killed, the pod ends by itself.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    private readonly string _pod = $"loadctl-artifacts-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private StoreClient? _store;
    private bool _isMade;

    /// <summary>A client of a pod that serves.</summary>
    /// <exception cref="IOException">There can be none.</exception>
    public async Task<StoreClient> OpenAsync(CancellationToken cancellation)
    {
        if (_store is not null) return _store;
        using var timeout = new CancellationTokenSource(LongestStart, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var state = "it was not made";
        try
        {
            var metadata = new V1ObjectMeta { Name = _pod, Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "loadctl" } };
            // Even where creating it is not seen to succeed, it may have.
            _isMade = true;
            await client.CoreV1.CreateNamespacedPodAsync(StorePod.Of(metadata, image, null, claim, null, Idle), @namespace, cancellationToken: either.Token);
            while (true)
            {
                var pod = await client.CoreV1.ReadNamespacedPodAsync(_pod, @namespace, cancellationToken: either.Token);
                if (pod.Status.Phase is "Failed" or "Succeeded") throw new IOException($"pod {_pod} has ended: {StateOf(pod)}");
                if (pod.Status.ContainerStatuses?.Any(c => c.Ready) is true && await ServesAsync(either.Token) is { } store) return _store = store;
                state = StateOf(pod);
                await Task.Delay(LookAgain, clock, either.Token);
            }
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            throw new IOException($"pod {_pod}, which would read claim {claim}: {ClusterCampaign.Explain(exception)}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"pod {_pod}, which would read claim {claim}, does not run after {LongestStart.TotalSeconds:0} s: {state}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (!_isMade) return;
        try
        {
            await client.CoreV1.DeleteNamespacedPodAsync(_pod, @namespace, cancellationToken: CancellationToken.None);
        }
        catch (HttpOperationException exception) when (exception.Response?.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            // It was not made, or somebody else has removed it.
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"loadctl: pod {_pod} is not deleted and ends by itself: {ClusterCampaign.Explain(exception)}");
        }
    }

    private async Task<StoreClient?> ServesAsync(CancellationToken cancellation)
    {
        var store = new StoreClient($"pod {_pod}", async token => await PortForward.OpenAsync(client, @namespace, _pod, StorePod.Port, token), null);
        try
        {
            await store.AskAsync(cancellation);
            return store;
        }
        catch (IOException)
        {
            store.Dispose();
            return null;
        }
    }

    /// <summary>In the cluster's words.</summary>
    private static string StateOf(V1Pod pod)
    {
        var container = pod.Status.ContainerStatuses?.FirstOrDefault()?.State;
        var said = container switch
        {
            { Terminated: { } ended } => (ended.Reason, ended.Message),
            { Waiting: { } waiting } => (waiting.Reason, waiting.Message),
            _ => pod.Status.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" }) is { } condition ? (condition.Reason, condition.Message) : (pod.Status.Phase, null),
        };
        return string.IsNullOrWhiteSpace(said.Message) ? said.Reason : $"{said.Reason}: {said.Message.Trim()}";
    }
}
