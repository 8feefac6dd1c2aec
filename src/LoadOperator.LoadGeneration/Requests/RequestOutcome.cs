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

    private static readonly string?[] UnexpectedStatuses = new string?[1000];

    /// <summary>One text per status, however often it comes.</summary>
    public static string UnexpectedStatus(int status) => UnexpectedStatuses[status] ??= $"status-{status}";

    /// <summary>Whether no connection came about.</summary>
    public static bool IsOfConnecting(string? error) => error is Connect or Resolve or Tls or Generator;
}
