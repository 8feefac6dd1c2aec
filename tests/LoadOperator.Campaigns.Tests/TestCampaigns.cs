using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Tests;

/// <summary>Small campaigns and rounds to build tests from.</summary>
internal static class TestCampaigns
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static LoadCampaignSpec Spec(int pairs = 3, int maxDiscarded = 2) => new()
    {
        Candidate = new Target { Url = "http://127.0.0.1:2" },
        Comparison = new Comparison { Control = new Target { Url = "http://127.0.0.1:1" } },
        Workload = new Workload { Http = new HttpRequest() },
        Load = new Load { Inject = new Inject { Rate = 1000, During = Duration.FromSeconds(2.2) } },
        Rounds = new Model.Spec.Rounds { Count = pairs, MaxDiscarded = maxDiscarded, Seed = 1 },
    };

    public static CampaignPlan Plan(LoadCampaignSpec? spec = null) => CampaignPlan.For("test", spec ?? Spec(), 1);

    public static GeneratorFacts OneGenerator { get; } = new(
        new GeneratorInfo { ContractVersion = "v1", Generator = "g", Runtime = "", GarbageCollector = "", OperatingSystem = "", Kernel = "", CpuModel = "", CpuSet = "1", CgroupVersion = "none", MemoryLimitBytes = 1, Host = "h" }, []);

    public static GeneratorHealth Fit { get; } = new() { Scheduled = 2200, Sent = 2200 };

    public static RoundMeasurement Round(double latencyMs, long errors = 0, long requests = 2200, GeneratorHealth? health = null) => new()
    {
        Requests = requests,
        Errors = errors,
        MeasuredSeconds = 2.2,
        Values = new Dictionary<string, double>
        {
            ["latency.p95"] = latencyMs,
            ["latency.p50"] = latencyMs,
            ["latency.p99"] = latencyMs,
            ["errorRate"] = (double)errors / requests,
            ["throughput"] = (requests - errors) / 2.2,
        },
        Generators = [health ?? Fit],
    };

    public static CampaignState Ready() => new() { StartedAt = Start, Generators = [OneGenerator] };

    public static CampaignState Warm() => Ready() with
    {
        WarmUp = new Dictionary<Side, IReadOnlyList<double>> { [Side.Control] = [10, 10], [Side.Candidate] = [10, 10] },
    };

    /// <summary>Carries out a whole campaign in which rounds measure what the function says.</summary>
    public static CampaignState Run(CampaignPlan plan, Func<RoundId, RoundMeasurement> measure)
    {
        var state = Warm();
        while (CampaignLifecycle.Next(plan, state, Start).Step is CampaignStep.RunRound { Id: var id })
            state = state.After(new CampaignEvent.RoundEnded(id, measure(id)), plan);
        return state;
    }

    public static LoadCampaignStatus StatusOf(CampaignPlan plan, CampaignState state)
    {
        var publish = (CampaignStep.Publish)CampaignLifecycle.Next(plan, state, Start).Step;
        return StatusBuilderOf(plan, state, publish.Failure);
    }

    public static LoadCampaignStatus StatusBuilderOf(CampaignPlan plan, CampaignState state, Failure? failure) =>
        Campaigns.Verdicts.StatusBuilder.Ended(plan, state, failure, Start.AddMinutes(1));
}
