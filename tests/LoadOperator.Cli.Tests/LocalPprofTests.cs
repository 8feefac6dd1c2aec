using HdrHistogram;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Cli.Profiles;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Capture;

namespace LoadOperator.Cli.Tests;

public sealed class LocalPprofTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("local-pprof-");
    private readonly PprofServer _server = new();

    private string File => Path.Join(_folder.FullName, "profile-01-control.pb.gz");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_Round_IsAProfilePerRequestOfItsTime()
    {
        // Two of ten seconds were profiled.
        var (_, profile) = await RunAsync(new PprofProfiles(), requests: 1000, seconds: 10);

        Assert.Equal((200, 30), (profile!.Requests, profile.TotalOf(CostKind.Cpu)));
        Assert.Equal(200, ProfileReader.Read(File).Requests);
    }

    [Fact]
    public async Task Run_PortAndPathOfItsOwn_AreAsked()
    {
        await RunAsync(new PprofProfiles { Port = _server.Root.Port, Path = "/pprof", Duration = Duration.FromSeconds(3) }, target: new Uri("http://127.0.0.1:1/v1"));

        Assert.Contains("/pprof/profile?seconds=3", _server.Asked);
    }

    [Fact]
    public async Task Run_NoRequestServed_IsNoProfile() => Assert.Null((await RunAsync(new PprofProfiles(), requests: 0)).Profile);

    [Fact]
    public async Task Run_TargetWithoutPprof_RunsNoRound()
    {
        _server.Status = 404;
        var ran = false;

        await Assert.ThrowsAsync<CaptureException>(() => RunAsync(new PprofProfiles(), run: () => ran = true));

        Assert.False(ran);
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<(EndedRound Round, Profile? Profile)> RunAsync(PprofProfiles asked, long requests = 100, double seconds = 10, Uri? target = null, Action? run = null)
    {
        var address = new TargetAddress { Url = $"{target ?? new Uri(_server.Root, "/v1/orders")}" };
        return LocalPprof.RunAsync(asked, address, TimeSpan.Zero, File, Round, TimeProvider.System, Cancel);

        Task<EndedRound> Round()
        {
            run?.Invoke();
            var none = new LongHistogram(1_000_000_000, 3);
            var measurement = new RoundMeasurement { Requests = requests, Errors = 0, MeasuredSeconds = seconds, Values = new Dictionary<string, double>(), Generators = [] };
            var plan = new RoundPlan { Id = "profile-01-control", Target = address, Scenarios = [], Simulations = [], Seed = 1, Share = Share.Whole, StartAt = default };
            return Task.FromResult(new EndedRound(plan, new RoundResult(measurement, default, none, none, [])));
        }
    }
}
