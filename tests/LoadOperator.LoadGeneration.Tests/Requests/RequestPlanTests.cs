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
        var plan = new RequestPlan(Round(Scenario("a", 3, Get("/a")), Scenario("b", 1, Get("/b"), Get("/c"))));
        var random = new SeededRandom(1);
        var counts = new int[2];

        for (var i = 0; i < 40_000; i++) counts[plan.Draw(ref random).FirstStep]++;

        Assert.InRange(counts[0], 29_500, 30_500);
    }

    [Fact]
    public void Render_Placeholders_AreFilledIn()
    {
        var plan = new RequestPlan(Round(Scenario("a", 1, new HttpRequest
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

        var (request, length) = plan.Steps[0].Render(ref values);

        using (request)
        {
            Assert.Equal("http://127.0.0.1:1/base/x?n=7", request.RequestUri!.AbsoluteUri);
            Assert.Equal("text/plain", request.Content!.Headers.GetValues("Content-Type").Single());
            Assert.Equal(("r1", "yes"), (request.Headers.GetValues("X-Round").Single(), request.Headers.GetValues("X-All").Single()));
            Assert.Equal("c 5".Length, length);
        }
    }

    [Fact]
    public void Render_Uuid_IsNewEveryTimeAndRandomIsSeeded()
    {
        var uuid = new CompiledTemplate("{{uuid}}", new Dictionary<string, string>());
        var random = new CompiledTemplate("{{random 1 1000000}}", new Dictionary<string, string>());
        TemplateValues a = new(1, new SeededRandom(9)), b = new(1, new SeededRandom(9));

        Assert.NotEqual(uuid.Render(ref a), uuid.Render(ref b));
        Assert.Equal(random.Render(ref a), random.Render(ref b));
    }

    [Theory]
    [InlineData(null, 200, true)]
    [InlineData(null, 302, true)]
    [InlineData(null, 404, false)]
    [InlineData(201, 200, false)]
    [InlineData(201, 201, true)]
    public void IsExpected_Status_FollowsTheExpectation(int? expected, int status, bool isExpected)
    {
        var step = new RequestPlan(Round(Scenario("a", 1, Get("/") with { Expect = new Expectation { Status = expected is { } e ? [e] : null } }))).Steps[0];

        Assert.Equal(isExpected, step.IsExpected(status));
    }

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
