using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Http2;

/// <summary>What went wrong, in the words that all protocols share.</summary>
internal static class Http2Error
{
    // RFC 9113, section 7.
    private const long ProtocolError = 1;
    private const long FlowControlError = 3;
    private const long FrameSizeError = 6;
    private const long CompressionError = 9;

    /// <returns>Null where it is no fault of the connection, and nobody foresaw it.</returns>
    public static string? KindOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case DialException dial:
                    return dial.Kind;
                case StreamRefusedException:
                    return RequestOutcome.Reset;
                case OperationCanceledException:
                    return RequestOutcome.Timeout;
                case HttpProtocolException { ErrorCode: ProtocolError or FlowControlError or FrameSizeError or CompressionError }:
                    return RequestOutcome.Protocol;
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded }:
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return RequestOutcome.Protocol;
            }
        }

        return exception is HttpRequestException or IOException or ObjectDisposedException ? RequestOutcome.Reset : null;
    }
}
