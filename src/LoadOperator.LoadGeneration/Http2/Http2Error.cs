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
                // Whatever ends a connection before its first settings is an invalid response to the framework: what it was stands below.
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded, InnerException: not IOException }:
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded, InnerException: not IOException }:
                    return RequestOutcome.Protocol;
                // As TLS throws what it cannot read; a connection that is gone has no inner exception.
                case IOException { InnerException: { } inner } when cause.GetType() == typeof(IOException) && inner is not (IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException):
                    return RequestOutcome.Tls;
            }
        }

        return exception is HttpRequestException or IOException or ObjectDisposedException ? RequestOutcome.Reset : null;
    }
}
