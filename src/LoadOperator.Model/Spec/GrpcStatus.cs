using System.Text.Json.Serialization;

namespace LoadOperator.Model.Spec;

/// <summary>How a gRPC call ended, by the codes and names of gRPC itself.</summary>
/// <remarks>https://github.com/grpc/grpc/blob/master/doc/statuscodes.md</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<GrpcStatus>))]
public enum GrpcStatus
{
    [JsonStringEnumMemberName("OK")]
    Ok = 0,

    [JsonStringEnumMemberName("CANCELLED")]
    Cancelled = 1,

    [JsonStringEnumMemberName("UNKNOWN")]
    Unknown = 2,

    [JsonStringEnumMemberName("INVALID_ARGUMENT")]
    InvalidArgument = 3,

    [JsonStringEnumMemberName("DEADLINE_EXCEEDED")]
    DeadlineExceeded = 4,

    [JsonStringEnumMemberName("NOT_FOUND")]
    NotFound = 5,

    [JsonStringEnumMemberName("ALREADY_EXISTS")]
    AlreadyExists = 6,

    [JsonStringEnumMemberName("PERMISSION_DENIED")]
    PermissionDenied = 7,

    [JsonStringEnumMemberName("RESOURCE_EXHAUSTED")]
    ResourceExhausted = 8,

    [JsonStringEnumMemberName("FAILED_PRECONDITION")]
    FailedPrecondition = 9,

    [JsonStringEnumMemberName("ABORTED")]
    Aborted = 10,

    [JsonStringEnumMemberName("OUT_OF_RANGE")]
    OutOfRange = 11,

    [JsonStringEnumMemberName("UNIMPLEMENTED")]
    Unimplemented = 12,

    [JsonStringEnumMemberName("INTERNAL")]
    Internal = 13,

    [JsonStringEnumMemberName("UNAVAILABLE")]
    Unavailable = 14,

    [JsonStringEnumMemberName("DATA_LOSS")]
    DataLoss = 15,

    [JsonStringEnumMemberName("UNAUTHENTICATED")]
    Unauthenticated = 16,
}
