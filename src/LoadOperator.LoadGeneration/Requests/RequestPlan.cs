using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>The scenarios of a round, compiled, with the draw among them.</summary>
internal sealed class RequestPlan
{
    private readonly int _totalWeight;
    private readonly (int UpTo, int FirstStep, int Count)[] _scenarios;

    public RequestPlan(RoundPlan plan)
    {
        var steps = new List<CompiledStep>();
        var scenarios = new List<(int, int, int)>();
        foreach (var scenario in plan.Scenarios)
        {
            _totalWeight += scenario.Weight;
            scenarios.Add((_totalWeight, steps.Count, scenario.Steps.Count));
            steps.AddRange(scenario.Steps.Select(step => new CompiledStep(scenario.Name, step, plan)));
        }

        Steps = steps;
        _scenarios = [.. scenarios];
    }

    /// <summary>The steps of all scenarios.</summary>
    public IReadOnlyList<CompiledStep> Steps { get; }

    /// <summary>Draws a scenario: its first step and how many there are.</summary>
    public (int FirstStep, int Count) Draw(ref SeededRandom random)
    {
        if (_scenarios.Length == 1) return (0, _scenarios[0].Count);
        var draw = random.NextInteger(1, _totalWeight);
        foreach (var (upTo, first, count) in _scenarios)
            if (draw <= upTo) return (first, count);
        throw new InvalidOperationException("the draw is not below the total weight");
    }
}

/// <summary>One step, with everything that does not change from request to request prepared.</summary>
internal sealed class CompiledStep
{
    /// <summary>Headers that describe a body: they travel with one, if need be an empty one.</summary>
    private static readonly string[] BodyHeaders = ["Allow", "Expires", "Last-Modified"];

    private readonly Uri _base;
    private readonly HttpMethod _method;
    private readonly CompiledTemplate _path;
    private readonly Uri? _constantUri;
    private readonly CompiledTemplate? _body;
    private readonly byte[]? _constantBody;
    private readonly (string Name, CompiledTemplate Value)[] _headers;
    private readonly bool _needsContent;
    private readonly bool[]? _expected;

    public CompiledStep(string scenario, Step step, RoundPlan plan)
    {
        Scenario = scenario;
        Name = step.Name;
        Timeout = step.Http.Timeout;
        var address = new UriBuilder(plan.Target.Url);
        if (plan.Target.Tls?.ServerName is { } serverName) address.Host = serverName;
        _base = address.Uri;
        _method = HttpMethod.Parse(step.Http.Method);
        _path = new CompiledTemplate(step.Http.Path, plan.Variables);
        _body = step.Http.Body is { } body ? new CompiledTemplate(body, plan.Variables) : null;
        // A step's own header wins over one of the campaign.
        _headers =
        [
            .. plan.Headers.Where(h => !step.Http.Headers.Keys.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).Concat(step.Http.Headers)
                .Select(h => (h.Key, new CompiledTemplate(h.Value, plan.Variables))),
        ];
        _needsContent = _body is not null || step.Http.Method is "POST" or "PUT" or "PATCH" || _headers.Any(h => h.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || BodyHeaders.Contains(h.Name, StringComparer.OrdinalIgnoreCase));
        if (step.Http.Expect.Status is { } statuses)
        {
            _expected = new bool[1000];
            foreach (var status in statuses) _expected[status] = true;
        }

        var unused = new TemplateValues(0, default);
        if (_path.IsConstant) _constantUri = UriOf(_path.Render(ref unused));
        if (_body is { IsConstant: true }) _constantBody = System.Text.Encoding.UTF8.GetBytes(_body.Render(ref unused));
    }

    public string Scenario { get; }

    public string Name { get; }

    public TimeSpan Timeout { get; }

    public bool IsExpected(int status) => _expected is null ? status is >= 200 and < 400 : status is >= 0 and < 1000 && _expected[status];

    public (HttpRequestMessage Request, int BodyLength) Render(ref TemplateValues values)
    {
        var request = new HttpRequestMessage(_method, _constantUri ?? UriOf(_path.Render(ref values)))
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var length = 0;
        if (_needsContent)
        {
            var bytes = _constantBody ?? (_body is null ? [] : System.Text.Encoding.UTF8.GetBytes(_body.Render(ref values)));
            length = bytes.Length;
            request.Content = new ByteArrayContent(bytes);
        }

        foreach (var (name, value) in _headers)
        {
            var text = value.Render(ref values);
            if (!request.Headers.TryAddWithoutValidation(name, text)) request.Content!.Headers.TryAddWithoutValidation(name, text);
        }

        return (request, length);
    }

    private Uri UriOf(string path) => new(_base.AbsoluteUri.TrimEnd('/') + path);
}
