using k8s;
using k8s.Models;
using LoadOperator.AgentClient;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Generators;

/// <summary>Opens connections to a port of a pod: straight from within the cluster, by port-forward from outside it.</summary>
internal sealed class PodConnection(Kubernetes kubernetes, OperatorSettings settings)
{
    private const byte DataChannel = 0;

    public async ValueTask<Stream> OpenAsync(V1Pod pod, int port, CancellationToken cancellation) =>
        settings.ReachesPods ? await GeneratorHttp.ConnectAsync(pod.Status.PodIP, port, cancellation) : await ForwardAsync(pod, port, cancellation);

    /// <summary>The API server's proxy cannot carry mutual TLS; a forwarded port carries bytes.</summary>
    private async Task<Stream> ForwardAsync(V1Pod pod, int port, CancellationToken cancellation)
    {
        try
        {
            var socket = await kubernetes.WebSocketNamespacedPodPortForwardAsync(pod.Metadata.Name, pod.Metadata.NamespaceProperty, [port], "v4.channel.k8s.io", cancellationToken: cancellation);
            return new ForwardedStream(new StreamDemuxer(socket, StreamType.PortForward, ownsSocket: true), DataChannel);
        }
        catch (Exception exception) when (exception is System.Net.WebSockets.WebSocketException or k8s.Autorest.HttpOperationException or ApiException)
        {
            throw new IOException($"no port could be forwarded to pod {pod.Metadata.Name}: {exception.Message}", exception);
        }
    }
}
