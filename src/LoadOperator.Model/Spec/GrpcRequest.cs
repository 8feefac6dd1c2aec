using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

/// <summary>A unary call.</summary>
public sealed record GrpcRequest : IHasRules<GrpcRequest>
{
    [Description("The method, with its service and package: shop.v1.Orders/Create. One of workload.protos declares it.")]
    [Length(1, 512)]
    [Format("^[A-Za-z_][A-Za-z0-9_.]*/[A-Za-z_][A-Za-z0-9_]*$", "PACKAGE.SERVICE/METHOD")]
    public required string Method { get; init; }

    [Description("The request's message as JSON, by Protocol Buffers' own mapping. May hold placeholders.")]
    [Length(0, 262_144)]
    public string Message { get; init; } = "{}";

    [Description("Metadata sent with the call. Values may hold placeholders.")]
    [Items(0, 64)]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    [Description("A call without a whole answer after this time has failed. The target is told (grpc-timeout).")]
    [DurationBounds("1ms", "1h")]
    public Duration Timeout { get; init; } = Duration.FromSeconds(5);

    [Description("What an answer must look like to count as one that did not fail.")]
    public GrpcExpectation Expect { get; init; } = new();

    public static IReadOnlyList<Rule<GrpcRequest>> Rules { get; } =
    [
        new("message", Template.Allowed, Schema.Rules.NotInCel, request => Template.ErrorIn(request.Message) is null),
        new("metadata", Template.Allowed, Schema.Rules.NotInCel, request => request.Metadata.Values.All(value => Template.ErrorIn(value) is null)),
        new("metadata", HeaderName.Allowed, Schema.Rules.NotInCel, request => request.Metadata.Keys.All(HeaderName.IsValid)),
        new("metadata", HeaderName.AllowedValues, Schema.Rules.NotInCel, request => request.Metadata.Values.All(HeaderName.IsValidValue)),
        new("metadata", "may not name a header of gRPC itself: content-type, te, or one that starts with grpc-", Schema.Rules.NotInCel,
            request => !request.Metadata.Keys.Any(key => key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) || key.Equals("te", StringComparison.OrdinalIgnoreCase) || key.Equals("content-type", StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>The call as the HTTP request that it is on the wire, its message still JSON.</summary>
    /// <remarks>https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md</remarks>
    [JsonIgnore]
    public HttpRequest OnTheWire => new()
    {
        Method = "POST",
        Path = "/" + Method,
        Headers = new Dictionary<string, string>(Metadata) { ["content-type"] = "application/grpc", ["te"] = "trailers", ["grpc-timeout"] = $"{(long)Math.Ceiling(Timeout.Milliseconds)}m" },
        Body = Message,
        Timeout = Timeout,
        Expect = new Expectation { Body = Expect.Body },
    };
}

public sealed record GrpcExpectation
{
    [Description("Status codes that count as success.")]
    [Items(1, 17)]
    public IReadOnlyList<GrpcStatus> Status { get; init; } = [GrpcStatus.Ok];

    [Description("What the answer's message must hold, as the JSON of Protocol Buffers' own mapping. One that does not is an error of the kind expect-body.")]
    [Items(1, 16)]
    public IReadOnlyList<BodyExpectation>? Body { get; init; }
}

/// <summary>An entry of .proto files.</summary>
public sealed record ProtoFile : IHasRules<ProtoFile>
{
    [Description("Where the file is in a cluster: an entry of a ConfigMap in the campaign's namespace, whose key ends in .proto.")]
    public KeyReference? ConfigMapKeyRef { get; init; }

    [Description("Where it is with loadctl run: a file that ends in .proto, relative to the manifest's folder.")]
    [Length(1, 1024)]
    public string? File { get; init; }

    /// <summary>What a generator finds it under.</summary>
    [JsonIgnore]
    public string FileName => ConfigMapKeyRef?.Key ?? Path.GetFileName(File!);

    public static IReadOnlyList<Rule<ProtoFile>> Rules { get; } =
    [
        new("", "needs configMapKeyRef (in a cluster), file (with loadctl run) or both", "has(self.configMapKeyRef) || has(self.file)", proto => proto.ConfigMapKeyRef is not null || proto.File is not null),
        new("configMapKeyRef.key", "must end in .proto", "!has(self.configMapKeyRef) || self.configMapKeyRef.key.endsWith('.proto')", proto => proto.ConfigMapKeyRef?.Key.EndsWith(".proto", StringComparison.Ordinal) is not false),
        new("file", "must end in .proto", "!has(self.file) || self.file.endsWith('.proto')", proto => proto.File?.EndsWith(".proto", StringComparison.Ordinal) is not false),
    ];
}
