using k8s;
using k8s.Models;

namespace LoadOperator.Runtime;

public enum EventType
{
    Normal,
    Warning,
}

/// <summary>Tells people what happened to an object: <c>kubectl describe</c> shows it.</summary>
public interface IEventPublisher
{
    /// <summary>Writes an event; the same one again raises the count of the first. An event that cannot be written is logged, never an error.</summary>
    /// <param name="regarding">The object.</param>
    /// <param name="type">Whether it is bad news.</param>
    /// <param name="reason">In one word for programs.</param>
    /// <param name="message">In a sentence.</param>
    Task PublishAsync(IKubernetesObject<V1ObjectMeta> regarding, EventType type, string reason, string message, CancellationToken cancellation);
}
