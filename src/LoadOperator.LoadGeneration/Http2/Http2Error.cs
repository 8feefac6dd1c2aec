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

    public static string KindOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case DialException dial:
                    return dial.Kind;
                case OperationCanceledException:
                    return RequestOutcome.Timeout;
                case HttpProtocolException { ErrorCode: ProtocolError or FlowControlError or FrameSizeError or CompressionError }:
                    return RequestOutcome.Protocol;
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded }:
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return RequestOutcome.Protocol;
            }
        }

        // What is no fault of the connection is one of ours.
        return exception is HttpRequestException or IOException or ObjectDisposedException ? RequestOutcome.Reset : RequestOutcome.Generator;
    }
}
