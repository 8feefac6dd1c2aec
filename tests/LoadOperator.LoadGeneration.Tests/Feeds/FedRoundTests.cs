using System.Collections.Concurrent;
using System.Security.Cryptography;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.Tests.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.TestTargets;

namespace LoadOperator.LoadGeneration.Tests.Feeds;

public sealed class FedRoundTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feeds-test-");
    private readonly ConcurrentBag<string> _asked = [];

    public FedRoundTests() => File.WriteAllText(Path.Join(_folder.FullName, "users.csv"), "id,name\n1,Ann B\n2,\"Ev\r\nil: 1\"\n3,C\n");

    [Fact]
    public async Task Sequential_ManyRuns_GetTheRowsInTurnAndOneRowEach()
    {
        await using var server = Server();

        var report = await RunAsync(Plan(server.Url, FeedStrategy.Sequential));

        Assert.Equal((12L, 0L), (report.Requests, report.Errors));
        Assert.Equal(["GET /1/Ann%20B X-Name: Ann B", "GET /2/Ev%0D%0Ail:%201 X-Name: Ev  il: 1", "GET /3/C X-Name: C"], _asked.Distinct().Order(StringComparer.Ordinal));
        Assert.All(_asked.GroupBy(a => a), row => Assert.Equal(4, row.Count()));
    }

    [Fact]
    public async Task Random_BothRoundsOfAPair_GetTheSameRows()
    {
        await using var server = Server();

        await RunAsync(Plan(server.Url, FeedStrategy.Random));
        var first = _asked.Order(StringComparer.Ordinal).ToList();
        _asked.Clear();
        await RunAsync(Plan(server.Url, FeedStrategy.Random));

        Assert.Equal(first, _asked.Order(StringComparer.Ordinal));
        Assert.True(first.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unique_MoreRunsThanRows_EndsTheRoundAndSaysWhy(bool isOpen)
    {
        await using var server = Server();
        var plan = Plan(server.Url, FeedStrategy.Unique);

        var report = await RunAsync(isOpen ? plan : plan with { Simulations = [new Simulation { IterationsForConstant = new IterationsForConstant { Copies = 2, Iterations = 50 } }] });

        Assert.Equal(RoundState.Failed, report.State);
        Assert.Contains("the feed 'users' has 3 rows, and each may be used once in a round", report.Message, StringComparison.Ordinal);
        Assert.Equal(3, _asked.Count);
        Assert.Equal(3, _asked.Distinct().Count());
    }

    [Fact]
    public async Task Unique_ScenarioThatUsesNoRow_TakesNone()
    {
        await using var server = Server();
        var plan = Plan(server.Url, FeedStrategy.Unique) with { Scenarios = [new Scenario { Name = "plain", Steps = [new Step { Name = "a", Http = new HttpRequest() }] }] };

        Assert.Equal((RoundState.Completed, 12L), (await RunAsync(plan)) is var report ? (report.State, report.Requests) : default);
    }

    [Fact]
    public void Files_AreThoseOfPlansWithTheDigestOfWhatIsSent()
    {
        File.WriteAllText(Path.Join(_folder.FullName, "orders.proto"), "syntax = \"proto3\";");
        File.WriteAllText(Path.Join(_folder.FullName, "tls.key"), "of nobody's concern");
        using var engine = new RoundEngine(TimeProvider.System, _folder);
        using var without = new RoundEngine(TimeProvider.System);

        var files = engine.Files!;
        File.WriteAllText(Path.Join(_folder.FullName, "users.csv"), "id\n9\n");

        Assert.Equal(["orders.proto", "users.csv"], files.Keys);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData("syntax = \"proto3\";"u8)), files["orders.proto"]);
        // What is read once is not read again, whatever becomes of the file.
        Assert.Equal(files, engine.Files);
        using var later = new RoundEngine(TimeProvider.System, _folder);
        Assert.NotEqual(files["users.csv"], later.Files!["users.csv"]);
        Assert.Null(without.Files);
    }

    [Fact]
    public void Files_ThatCannotBeRead_AreLeftForAPlanToComplainOf()
    {
        File.CreateSymbolicLink(Path.Join(_folder.FullName, "gone.csv"), "/nowhere");
        using var engine = new RoundEngine(TimeProvider.System, _folder);

        Assert.Equal(["users.csv"], engine.Files!.Keys);
    }

    [Theory]
    [InlineData("nobody.csv", "/", "feeds: 'users': Could not find file")]
    [InlineData("../users.csv", "/", "feeds: '../users.csv': must be a file's name")]
    [InlineData("users.csv", "/{{users.mail}}", "'{{users.mail}}': the feed 'users' has no column 'mail'; allowed: id, name")]
    [InlineData("users.csv", "/{{user.id}}", "'{{user.id}}': the plan has no feed 'user'")]
    public void Start_WhatIsNotThere_IsRefused(string file, string path, string message)
    {
        using var engine = new RoundEngine(TimeProvider.System, _folder);
        var plan = Loads.Plan("http://127.0.0.1:1", Loads.Inject(1, 1), http: new HttpRequest { Path = path }) with { Feeds = [new FeedFile("users", FeedStrategy.Sequential, file)] };

        Assert.StartsWith(message, Assert.Throws<PlanRefusedException>(() => engine.Start(plan)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VariableFromEnvironment_IsSentAndStandsInNoReport()
    {
        const string Name = "FED_ROUND_TESTS_SECRET", Secret = "s3cr3t-value";
        Environment.SetEnvironmentVariable(Name, Secret);
        await using var server = Server();
        var plan = Loads.Plan(server.Url, Loads.Inject(60, 0.2), http: new HttpRequest { Path = "/{{token}}" }) with { VariablesFromEnvironment = new Dictionary<string, string> { ["token"] = Name } };

        var report = await RunAsync(plan);

        Assert.Equal((12L, 0L), (report.Requests, report.Errors));
        Assert.All(_asked, asked => Assert.StartsWith($"GET /{Secret}", asked, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, System.Text.Json.JsonSerializer.Serialize(report) + System.Text.Json.JsonSerializer.Serialize(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void VariableFromEnvironment_ThatIsNotSet_IsRefused()
    {
        using var engine = new RoundEngine(TimeProvider.System);
        var plan = Loads.Plan("http://127.0.0.1:1", Loads.Inject(1, 1)) with { VariablesFromEnvironment = new Dictionary<string, string> { ["token"] = "NOBODY_SETS_THIS" } };

        Assert.Equal("variablesFromEnvironment.token: the generator has no environment variable NOBODY_SETS_THIS", Assert.Throws<PlanRefusedException>(() => engine.Start(plan)).Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Twelve runs, each of which sends two columns of its row.</summary>
    private static RoundPlan Plan(string url, FeedStrategy strategy) =>
        Loads.Plan(url, Loads.Inject(60, 0.2), http: new HttpRequest { Path = "/{{users.id}}/{{users.name}}", Headers = new Dictionary<string, string> { ["X-Name"] = "{{users.name}}" } }) with { Feeds = [new FeedFile("users", strategy, "users.csv")] };

    private async Task<RoundReport> RunAsync(RoundPlan plan)
    {
        using var engine = new RoundEngine(TimeProvider.System, _folder);
        return await Loads.RunAsync(engine, plan);
    }

    private StubServer Server() => StubServer.AnsweringTo(head =>
    {
        var lines = head.Split("\r\n");
        _asked.Add($"{lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal)} {lines.FirstOrDefault(l => l.StartsWith("X-Name", StringComparison.Ordinal))}".TrimEnd());
        return StubServer.Ok;
    });
}
