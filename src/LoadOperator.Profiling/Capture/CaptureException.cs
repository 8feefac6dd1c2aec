namespace LoadOperator.Profiling.Capture;

/// <summary>No profile can be taken; the message says of what, why, and what can be done.</summary>
public sealed class CaptureException : Exception
{
    public CaptureException()
    {
    }

    /// <summary>Whether a profiler has looked at the target and says so of it: whoever looks in its place would see no other.</summary>
    public bool IsAnswer { get; init; }

    public CaptureException(string message)
        : base(message)
    {
    }

    public CaptureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
