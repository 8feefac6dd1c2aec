using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>
/// Stands in for a kubelet: runs the pods of one namespace on loopback, each at an address of its own, as real agents unless told
/// otherwise, and says in their status what became of them.
/// </summary>
internal sealed class SimulatedNode : IAsyncDisposable
{
    private const string Managed = "app.kubernetes.io/managed-by=load-operator";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static int _addresses;

    private readonly IKubernetes _client;
    private readonly string _namespace;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-operator-node-");
    private readonly ProcessKeeper _keeper = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, IRunningPod> _running = new();
    private readonly StartPod _start;
    private readonly Task _loop;

    /// <param name="start">Null: real agents.</param>
    public SimulatedNode(IKubernetes client, string @namespace, StartPod? start = null)
    {
        (_client, _namespace) = (client, @namespace);
        _start = start ?? ((name, tls, address, port) => AgentPod.StartAsync(_keeper, name, tls, address, port));
        _loop = RunAsync();
    }

    /// <summary>What becomes of new pods: null where they run.</summary>
    public Func<V1PodStatus>? Fails { get; set; }

    /// <summary>How the node tells of a pod that ended: killed for its memory, unless a test has it otherwise.</summary>
    public Func<V1Pod, V1PodStatus> Ends { get; set; } = OutOfMemory;

    /// <summary>Every pod that was ever started here.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    public IReadOnlyCollection<string> Running => [.. _running.Where(p => !p.Value.HasExited).Select(p => p.Key)];

    /// <summary>The only pod that runs.</summary>
    public IRunningPod Only => _running.Single(p => !p.Value.HasExited).Value;

    /// <summary>As a kubelet tells it of a pod that it put out because the node ran out of something.</summary>
    public static V1PodStatus Evicted(V1Pod pod) => new()
    {
        Phase = "Failed",
        Reason = "Evicted",
        Message = "The node was low on resource: memory.",
        ContainerStatuses = [Container(pod, new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, Reason = "Error" } }, isReady: false)],
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        foreach (var pod in _running.Values) await pod.DisposeAsync();
        _keeper.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task RunAsync()
    {
        var told = new HashSet<string>();
        try
        {
            while (true)
            {
                var pods = (await _client.CoreV1.ListNamespacedPodAsync(_namespace, labelSelector: Managed, cancellationToken: _stop.Token)).Items;
                foreach (var pod in pods.Where(p => p.Status.Phase == "Pending" && !_running.ContainsKey(p.Metadata.Name))) await StartAsync(pod);
                foreach (var (name, running) in _running)
                {
                    if (pods.FirstOrDefault(p => p.Metadata.Name == name) is not { } pod)
                    {
                        if (_running.TryRemove(name, out _)) await running.DisposeAsync();
                    }
                    else if (running.HasExited && told.Add(name))
                    {
                        await TellAsync(pod, Ends(pod));
                    }
                }

                await Task.Delay(LookEvery, TimeProvider.System, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task StartAsync(V1Pod pod)
    {
        if (Fails?.Invoke() is { } failure)
        {
            await TellAsync(pod, failure);
            return;
        }

        var volume = pod.Spec.Volumes.Single(v => v.Secret is not null).Secret;
        var secret = await _client.CoreV1.ReadNamespacedSecretAsync(volume.SecretName, _namespace, cancellationToken: _stop.Token);
        var files = _folder.CreateSubdirectory(pod.Metadata.Name);
        foreach (var item in volume.Items) await File.WriteAllBytesAsync(Path.Join(files.FullName, item.Path), secret.Data[item.Key], _stop.Token);

        // The port is the same in every pod, so each has an address of its own.
        var number = Interlocked.Increment(ref _addresses);
        var address = $"127.{77 + Environment.ProcessId % 100}.{number / 250}.{1 + number % 250}";
        var port = pod.Spec.Containers[0].Ports[0].ContainerPort;
        _running[pod.Metadata.Name] = await _start(pod.Metadata.Name, files, address, port);
        Started.Enqueue(pod.Metadata.Name);
        await TellAsync(pod, new V1PodStatus
        {
            Phase = "Running",
            PodIP = address,
            QosClass = "Guaranteed",
            ContainerStatuses = [Container(pod, new V1ContainerState { Running = new V1ContainerStateRunning() }, isReady: true)],
        });
    }

    private static V1PodStatus OutOfMemory(V1Pod pod) => new()
    {
        Phase = "Failed",
        ContainerStatuses = [Container(pod, new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, Reason = "OOMKilled" } }, isReady: false)],
    };

    private static V1ContainerStatus Container(V1Pod pod, V1ContainerState state, bool isReady) =>
        new() { Name = pod.Spec.Containers[0].Name, Image = pod.Spec.Containers[0].Image, ImageID = "sha256:none", Ready = isReady, RestartCount = 0, State = state };

    private async Task TellAsync(V1Pod pod, V1PodStatus status)
    {
        try
        {
            var patch = JsonSerializer.Serialize(new { status = JsonSerializer.SerializeToElement(KubernetesJson.Deserialize<JsonElement>(KubernetesJson.Serialize(status))) });
            await _client.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), pod.Metadata.Name, _namespace, cancellationToken: _stop.Token);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // Deleted in the meantime.
        }
    }
}
