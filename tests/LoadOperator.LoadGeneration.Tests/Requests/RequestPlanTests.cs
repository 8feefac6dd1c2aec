using System.Text;
using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Tests.Requests;

public sealed class RequestPlanTests
{
    [Fact]
    public void Draw_Weights_AreKept()
    {
        var plan = Compile(Round(Scenario("a", 3, Get("/a")), Scenario("b", 1, Get("/b"), Get("/c"))));
        var random = new SeededRandom(1);
        var counts = new int[2];

        for (var i = 0; i < 40_000; i++) counts[plan.Draw(ref random).FirstStep]++;

        Assert.InRange(counts[0], 29_500, 30_500);
    }

    [Fact]
    public void Render_Placeholders_AreFilledIn()
    {
        var plan = Compile(Round(Scenario("a", 1, new HttpRequest
        {
            Method = "POST",
            Path = "/x?n={{seq}}",
            Body = "{{campaign}} {{random 5 5}}",
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/plain", ["X-Round"] = "{{round}}" },
        })) with
        {
            Variables = new Dictionary<string, string> { ["campaign"] = "c", ["round"] = "r1" },
            Headers = new Dictionary<string, string> { ["x-round"] = "hidden", ["X-All"] = "yes" },
        });
        var values = new TemplateValues(7, new SeededRandom(1));

        Assert.Equal(
            "POST /base/x?n=7 HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-All: yes\r\nContent-Type: text/plain\r\nX-Round: r1\r\nContent-Length: 3\r\n\r\nc 5",
            Text(plan.Steps[0], ref values));
    }

    [Theory]
    [InlineData("/a b", "/base/a%20b")]
    [InlineData("/ü?q=\"x\"&p=%20", "/base/%C3%BC?q=%22x%22&p=%20")]
    [InlineData("/{{seq}}/<{{seq}}>", "/base/7/%3C7%3E")]
    public void Render_Path_IsEncodedWhereItMustBe(string path, string expected)
    {
        var values = new TemplateValues(7, default);

        Assert.StartsWith($"GET {expected} HTTP/1.1\r\n", Text(Compile(Round(Scenario("a", 1, Get(path)))).Steps[0], ref values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://[::1]:8443", null, "[::1]:8443")]
    [InlineData("https://orders", null, "orders")]
    [InlineData("https://198.18.0.4:8443", "orders.shop", "orders.shop:8443")]
    public void Render_Host_IsTheServerNameOrTheUrls(string url, string? serverName, string expected)
    {
        var plan = Round(Scenario("a", 1, Get("/"))) with { Target = new TargetAddress { Url = url, Tls = new TargetTls { ServerName = serverName } } };
        var values = new TemplateValues(1, default);

        Assert.Contains($"\r\nHost: {expected}\r\n", Text(Compile(plan).Steps[0], ref values), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OwnHostHeader_WinsOverTheUrls()
    {
        var values = new TemplateValues(1, default);
        var request = Get("/") with { Headers = new Dictionary<string, string> { ["host"] = "shop" } };

        var text = Text(Compile(Round(Scenario("a", 1, request))).Steps[0], ref values);

        Assert.Equal("GET /base/ HTTP/1.1\r\nhost: shop\r\n\r\n", text);
    }

    [Fact]
    public void Render_Uuid_IsNewEveryTimeAndRandomIsSeeded()
    {
        var uuid = new CompiledTemplate("{{uuid}}", new Variables(new Dictionary<string, string>(), []));
        var random = new CompiledTemplate("{{random 1 1000000}}", new Variables(new Dictionary<string, string>(), []));
        TemplateValues a = new(1, new SeededRandom(9)), b = new(1, new SeededRandom(9));

        Assert.NotEqual(Text(uuid, ref a), Text(uuid, ref b));
        Assert.Equal(Text(random, ref a), Text(random, ref b));
    }

    [Theory]
    [InlineData(null, 200, true)]
    [InlineData(null, 302, true)]
    [InlineData(null, 404, false)]
    [InlineData(201, 200, false)]
    [InlineData(201, 201, true)]
    public void ErrorOf_Status_FollowsTheExpectation(int? expected, int status, bool isExpected)
    {
        var step = Compile(Round(Scenario("a", 1, Get("/") with { Expect = new Expectation { Status = expected is { } e ? [e] : null } }))).Steps[0];

        Assert.Equal(isExpected, step.ErrorOf(status) is null);
    }

    private static string Text(CompiledStep step, ref TemplateValues values) => Encoding.UTF8.GetString(step.Render(ref values, new RequestRendering()).Span);

    private static string Text(CompiledTemplate template, ref TemplateValues values)
    {
        var buffer = new ReusedBuffer();
        template.Render(ref values, buffer);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private static RequestPlan Compile(RoundPlan plan) => new(plan, new DataFolder(null));

    private static HttpRequest Get(string path) => new() { Path = path };

    private static Scenario Scenario(string name, int weight, params HttpRequest[] requests) =>
        new() { Name = name, Weight = weight, Steps = [.. requests.Select((r, i) => new Step { Name = $"s{i}", Http = r })] };

    private static RoundPlan Round(params Scenario[] scenarios) => new()
    {
        Id = "r",
        Target = new TargetAddress { Url = "http://127.0.0.1:1/base/" },
        Scenarios = scenarios,
        Simulations = [new Simulation { Inject = new Inject { Rate = 1, During = Duration.FromSeconds(1) } }],
        Seed = 1,
        Share = Share.Whole,
        StartAt = default,
    };
}
