using System.ComponentModel;
using LoadOperator.Model.Schema;
using LoadOperator.Model.Templates;

namespace LoadOperator.Model.Spec;

public sealed record HttpRequest : IHasRules<HttpRequest>
{
    [Description("The request's method.")]
    [Format("^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$", "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS")]
    public string Method { get; init; } = "GET";

    [Description("Path and query, below the target's address. May hold placeholders.")]
    [Length(1, 8192)]
    [Format(@"^/[^\s#]*( [^\s#]+)*$", "text that starts with '/'")]
    public string Path { get; init; } = "/";

    [Description("Request headers. Values may hold placeholders.")]
    [Items(0, 64)]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    [Description("The request's body. May hold placeholders: {{uuid}}, {{seq}}, {{random 1 100}}.")]
    [Length(0, 262_144)]
    public string? Body { get; init; }

    [Description("A request without a whole answer after this time has failed.")]
    [DurationBounds("1ms", "1h")]
    public Duration Timeout { get; init; } = Duration.FromSeconds(5);

    [Description("What an answer must look like to count as one that did not fail.")]
    public Expectation Expect { get; init; } = new();

    public static IReadOnlyList<Rule<HttpRequest>> Rules { get; } =
    [
        new("path", Template.Allowed, Schema.Rules.NotInCel, request => Template.ErrorIn(request.Path) is null),
        new("body", Template.Allowed, Schema.Rules.NotInCel, request => Template.ErrorIn(request.Body) is null),
        new("headers", Template.Allowed, Schema.Rules.NotInCel, request => request.Headers.Values.All(value => Template.ErrorIn(value) is null)),
        new("headers", HeaderName.Allowed, Schema.Rules.NotInCel, request => request.Headers.Keys.All(HeaderName.IsValid)),
        new("headers", HeaderName.AllowedValues, Schema.Rules.NotInCel, request => request.Headers.Values.All(HeaderName.IsValidValue)),
        new("body", "not allowed with GET or HEAD", "!has(self.body) || !has(self.method) || !(self.method in ['GET', 'HEAD'])", request => request.Body is null || request.Method is not ("GET" or "HEAD")),
    ];
}
