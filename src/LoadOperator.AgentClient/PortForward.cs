using System.Net.WebSockets;
using k8s;
using k8s.Autorest;

namespace LoadOperator.AgentClient;

/// <summary>Connections to a pod's port through the API server.</summary>
public static class PortForward
{
    private const byte DataChannel = 0;

    /// <exception cref="IOException">There is no way to it.</exception>
    public static async Task<Stream> OpenAsync(Kubernetes kubernetes, string @namespace, string pod, int port, CancellationToken cancellation)
    {
        try
        {
            var socket = await kubernetes.WebSocketNamespacedPodPortForwardAsync(pod, @namespace, [port], "v4.channel.k8s.io", cancellationToken: cancellation).ConfigureAwait(false);
            return new ForwardedStream(new StreamDemuxer(socket, StreamType.PortForward, ownsSocket: true), DataChannel);
        }
        catch (Exception exception) when (exception is WebSocketException or HttpOperationException or HttpRequestException)
        {
            throw new IOException($"no port could be forwarded to pod {pod}: {exception.Message}", exception);
        }
    }
}
