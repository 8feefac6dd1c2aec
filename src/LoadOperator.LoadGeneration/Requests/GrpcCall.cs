using System.Buffers.Binary;
using System.Text.Json;
using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Templates;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What a gRPC step does beyond a request over HTTP/2: its message is framed Protocol Buffers, and its answer has a status of its own.</summary>
internal sealed class GrpcCall
{
    /// <summary>A byte that says that nothing is compressed, and four of the length.</summary>
    public const int FrameBytes = 5;

    private static readonly string[] Kinds = [.. Enum.GetValues<GrpcStatus>().Select(s => "grpc-" + JsonSerializer.Serialize(s, ModelJson.Compact).Trim('"'))];

    private readonly string _step;
    private readonly bool _isLiteral;
    private readonly MethodShape _method;
    private readonly bool[] _expected = new bool[Kinds.Length];

    /// <exception cref="PlanRefusedException">There is no such method.</exception>
    public GrpcCall(string step, GrpcRequest request, ProtoSchema schema)
    {
        _step = step;
        _isLiteral = !Template.Parse(request.Message).Variables.Any();
        try
        {
            _method = schema.Method(request.Method);
        }
        catch (ProtoException exception)
        {
            throw new PlanRefusedException($"step '{step}': grpc.method: {exception.Message}", exception);
        }

        foreach (var status in request.Expect.Status) _expected[(int)status] = true;
    }

    /// <summary>The kind of error, or null where the status is an expected one.</summary>
    public string? ErrorOf(int status) => _expected[status] ? null : Kinds[status];

    /// <summary>Puts the framed message in the place of its JSON.</summary>
    /// <exception cref="PlanRefusedException">It does not fit the method.</exception>
    public void Encode(ReusedBuffer body)
    {
        byte[] message;
        try
        {
            message = ProtoJson.Encode(_method.Input, body.Written);
        }
        catch (ProtoException exception) when (_isLiteral)
        {
            throw new PlanRefusedException($"step '{_step}': grpc.{exception.Message}", exception);
        }
        catch (ProtoException)
        {
            // Values of variables may be secrets, and this is told to everybody.
            throw new PlanRefusedException($"step '{_step}': grpc.message: with the values of its variables it is no {_method.Input.Name[1..]}");
        }

        body.Clear();
        body.Append(Frame(message));
    }

    /// <summary>Puts the JSON of an answer's message in the place of its bytes. One that was not kept as a whole is as good as none.</summary>
    /// <returns>The kind of error where it is no such message, otherwise null.</returns>
    public string? Decode(KeptAnswer answer)
    {
        var body = answer.Received;
        if (body.Length == 0) return null;
        if (body.Length < FrameBytes || body.Span[0] != 0) return RequestOutcome.Protocol;
        var length = BinaryPrimitives.ReadUInt32BigEndian(body.Span[1..]);
        if (length <= KeptAnswer.LongestBody - FrameBytes && length != body.Length - FrameBytes) return RequestOutcome.Protocol;
        try
        {
            var json = answer.Decode();
            if (length == body.Length - FrameBytes) ProtoJson.Decode(_method.Output, body[FrameBytes..], json);
            return null;
        }
        catch (ProtoException)
        {
            return RequestOutcome.Protocol;
        }
    }

    /// <summary>A message as it goes over the wire.</summary>
    public static byte[] Frame(byte[] message)
    {
        byte[] frame = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    /// <summary>Reads the status of an answer: in the trailers, or in the head where there was nothing else to say.</summary>
    /// <returns>The kind of error where it has none.</returns>
    public static (string? Error, int Status) StatusOf(HttpResponseMessage response)
    {
        if ((int)response.StatusCode != 200) return (RequestOutcome.UnexpectedStatus((int)response.StatusCode), 0);
        var isThere = response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values);
        return isThere && int.TryParse(values!.First(), out var status) && status >= 0 && status < Kinds.Length ? (null, status) : (RequestOutcome.Protocol, 0);
    }
}
