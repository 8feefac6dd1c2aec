namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What a connection has to know of the request that it carries.</summary>
/// <param name="IsHead">Its answer has no body.</param>
/// <param name="IsIdempotent">Sending it twice does what sending it once does (RFC 9110, section 9.2.2).</param>
/// <param name="IsGrpc">Its answer has gRPC's status.</param>
internal readonly record struct RequestTraits(bool IsHead, bool IsIdempotent, bool IsGrpc = false);
