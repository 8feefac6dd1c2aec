using System.Text;
using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>One step, with everything that does not change from request to request prepared: for a step without placeholders, all of it.</summary>
internal sealed class CompiledStep
{
    private readonly byte[] _start;
    private readonly CompiledTemplate _path;
    private readonly byte[] _afterPath;
    private readonly (byte[] Name, CompiledTemplate Value)[] _headers;
    private readonly CompiledTemplate? _body;
    private readonly bool _givesLength;
    private readonly byte[]? _constant;
    private readonly int _constantBodyLength;
    private readonly bool[]? _expected;
    private readonly GrpcCall? _grpc;

    public CompiledStep(string scenario, Step step, RoundPlan plan, Variables variables, ProtoSchema? protos)
    {
        var http = step.Request;
        _grpc = step.Grpc is { } call ? new GrpcCall(step.Name, call, protos ?? throw new PlanRefusedException($"step '{step.Name}': grpc: the plan has no protos")) : null;
        Scenario = scenario;
        Name = step.Name;
        TimeoutNs = http.Timeout.Nanoseconds;
        Traits = new RequestTraits(http.Method == "HEAD", http.Method is not ("POST" or "PATCH"), _grpc is not null);
        var target = new Uri(plan.Target.Url);
        _start = Encoding.UTF8.GetBytes($"{http.Method} {target.AbsolutePath.TrimEnd('/')}");
        _path = new CompiledTemplate(http.Path, variables, PathEncoding.Append);
        // A step's own header wins over one of the campaign, and over the name of the host.
        var headers = plan.Headers.Where(h => !http.Headers.Keys.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).Concat(http.Headers).ToList();
        var namesHost = headers.Any(h => h.Key.Equals("Host", StringComparison.OrdinalIgnoreCase));
        var closes = plan.Connections?.Policy == ConnectionPolicy.PerRequest && !headers.Any(h => h.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase));
        _afterPath = Encoding.UTF8.GetBytes(" HTTP/1.1\r\n" + (namesHost ? "" : $"Host: {HostOf(target, plan.Target.Tls?.ServerName)}\r\n") + (closes ? "Connection: close\r\n" : ""));
        _headers = [.. headers.Select(h => (Encoding.UTF8.GetBytes(h.Key + ": "), new CompiledTemplate(h.Value, variables, HeaderEncoding.Append)))];
        SampledPercent = headers.Any(h => h.Key.Equals("traceparent", StringComparison.OrdinalIgnoreCase)) ? null : plan.Traceparent?.SampledPercent;
        _body = http.Body is { } body ? new CompiledTemplate(body, variables) : null;
        _givesLength = _body is not null || http.Method is "POST" or "PUT" or "PATCH";
        if (http.Expect.Status is { } statuses)
        {
            _expected = new bool[1000];
            foreach (var status in statuses) _expected[status] = true;
        }

        ThinkTime = CompiledThinkTime.Of(step.ThinkTime);
        Answer = AnswerReader.Of(step, variables, _grpc);
        if (SampledPercent is not null || !_path.IsConstant || _body is { IsConstant: false } || _headers.Any(h => !h.Value.IsConstant)) return;
        var rendering = new RequestRendering();
        var values = new TemplateValues(0, default);
        _constant = Render(ref values, rendering).ToArray();
        _constantBodyLength = rendering.BodyLength;
    }

    public string Scenario { get; }

    public string Name { get; }

    public long TimeoutNs { get; }

    public RequestTraits Traits { get; }

    /// <summary>Looks into answers; null where their status is all that matters.</summary>
    public AnswerReader? Answer { get; }

    public CompiledThinkTime? ThinkTime { get; }

    /// <summary>How many of the step's requests have their trace recorded; null where they carry none, or one that the step itself gives.</summary>
    public double? SampledPercent { get; }

    /// <summary>The kind of error of an answer with this status; null where it is an expected one.</summary>
    public string? ErrorOf(int status)
    {
        if (_grpc is not null) return _grpc.ErrorOf(status);
        var isExpected = _expected is null ? status is >= 200 and < 400 : _expected[status];
        return isExpected ? null : RequestOutcome.UnexpectedStatus(status);
    }

    /// <summary>The request's bytes, valid until the same rendering is used again.</summary>
    public ReadOnlyMemory<byte> Render(ref TemplateValues values, RequestRendering rendering)
    {
        if (_constant is not null)
        {
            rendering.BodyLength = _constantBodyLength;
            return _constant;
        }

        var (message, body) = (rendering.Message, rendering.Body);
        message.Clear();
        body.Clear();
        message.Append(_start);
        _path.Render(ref values, message);
        message.Append(_afterPath);
        _body?.Render(ref values, body);
        _grpc?.Encode(body);
        foreach (var (name, value) in _headers)
        {
            message.Append(name);
            value.Render(ref values, message);
            message.Append("\r\n"u8);
        }

        if (SampledPercent is not null)
        {
            message.Append("traceparent: "u8);
            values.Trace.Render(message);
            message.Append("\r\n"u8);
        }

        if (_givesLength)
        {
            message.Append("Content-Length: "u8);
            message.Append(body.Length);
            message.Append("\r\n"u8);
        }

        message.Append("\r\n"u8);
        message.Append(body.Written.Span);
        rendering.BodyLength = body.Length;
        return message.Written;
    }

    public static string HostOf(Uri target, string? serverName)
    {
        var host = serverName ?? (target.HostNameType == UriHostNameType.IPv6 ? $"[{target.IdnHost}]" : target.IdnHost);
        return target.IsDefaultPort ? host : $"{host}:{target.Port}";
    }
}
