namespace LoadOperator.Profiling.Reading;

/// <summary>
/// A figure that a runtime tells of itself at even intervals (EventCounters). It tells them through meters as well from .NET 9 on; these are those that every
/// version has.
/// </summary>
internal sealed record RuntimeCounter(string Name, double Value)
{
    public const string Provider = "System.Runtime";
    public const string Event = "EventCounters";

    /// <summary>Work items that wait for a thread of the pool.</summary>
    public const string ThreadPoolQueue = "threadpool-queue-length";

    /// <summary>What the event says, which is a structure, itself or in another one: of a gauge the mean of the interval, of a sum what came to it.</summary>
    /// <returns>Null where it is no such structure.</returns>
    public static RuntimeCounter? Of(object? payload)
    {
        if (payload is not IDictionary<string, object> fields) return null;
        if (fields.TryGetValue("Payload", out var inner)) return Of(inner);
        return fields.TryGetValue("Name", out var name) && (fields.TryGetValue("Mean", out var value) || fields.TryGetValue("Increment", out value)) && (name, value) is (string text, double number)
            ? new RuntimeCounter(text, number)
            : null;
    }
}
