using k8s;
using k8s.Models;
using LoadOperator.AgentClient;

namespace LoadOperator.Operator.Generators;

/// <summary>Opens connections to a port of a pod: straight from within the cluster, by port-forward from outside it.</summary>
internal sealed class PodConnection(Kubernetes kubernetes, OperatorSettings settings)
{
    /// <summary>The API server's proxy cannot carry mutual TLS; a forwarded port carries bytes.</summary>
    public async ValueTask<Stream> OpenAsync(V1Pod pod, int port, CancellationToken cancellation, bool isPatient = false) =>
        settings.ReachesPods ? await GeneratorHttp.ConnectAsync(pod.Status.PodIP, port, cancellation, isPatient) : await PortForward.OpenAsync(kubernetes, pod.Metadata.NamespaceProperty, pod.Metadata.Name, port, cancellation);
}
