namespace LoadOperator.LoadGeneration.Requests;

/// <summary>How a request ended.</summary>
/// <param name="Error">The kind of failure, or null where the answer was as expected.</param>
public readonly record struct RequestOutcome(string? Error, long BytesSent, long BytesReceived)
{
    public const string Timeout = "timeout";
    public const string Resolve = "resolve";
    public const string Connect = "connect";
    public const string Tls = "tls";
    public const string Reset = "reset";
    public const string Protocol = "protocol";

    /// <summary>The generator itself lacked a descriptor, a port or memory.</summary>
    public const string Generator = "generator";

    public static string UnexpectedStatus(int status) => $"status-{status}";
}
