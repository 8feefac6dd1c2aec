namespace LoadOperator.Profiling.Capture;

/// <summary>No profile can be taken; the message says of what, why, and what can be done.</summary>
public sealed class CaptureException : Exception
{
    public CaptureException()
    {
    }

    public CaptureException(string message)
        : base(message)
    {
    }

    public CaptureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
