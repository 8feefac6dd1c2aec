using System.Net;
using System.Text;
using System.Text.Json;
using k8s.Models;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Histograms;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Storage;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Operator.Tests;

public sealed class RunStoreTests
{
    private readonly MemoryStore _objects = new();
    private readonly LoadCampaign _campaign = TestCampaign.Create();

    [Fact]
    public async Task Load_AfterARestart_IsWhatWasKept()
    {
        var state = await KeepRoundsAsync(pairs: 25);

        var loaded = await Store().LoadAsync(Cancel);

        Assert.Equal((1L, 42L), (loaded!.Generation, loaded.Seed));
        Assert.Equal(state.StartedAt, loaded.State.StartedAt);
        Assert.Equal([1.5, 1.4], loaded.State.WarmUpOf(Side.Control));
        Assert.Equal(state.Rounds.Select(r => r.Id), loaded.State.Rounds.Select(r => r.Id));
        Assert.Equal(state.Rounds.Select(r => r.Measurement!.Values["latency.p95"]), loaded.State.Rounds.Select(r => r.Measurement!.Values["latency.p95"]));
    }

    [Fact]
    public async Task Keep_ARoundAfterARestart_IsCountedOnce()
    {
        var state = await KeepRoundsAsync(pairs: 2);
        var store = Store();
        var header = (await store.LoadAsync(Cancel))!;
        var writes = _objects.Writes;

        await store.KeepAsync(header, null, Cancel);

        Assert.Equal(state.Rounds.Count, (await Store().LoadAsync(Cancel))!.State.Rounds.Count);
        Assert.Equal(writes + 1, _objects.Writes);
    }

    [Fact]
    public async Task Keep_ARound_IsOneWrite()
    {
        var store = Store();
        var state = new CampaignState { StartedAt = DateTimeOffset.UnixEpoch };
        await store.KeepAsync(new RunHeader(1, 42, null, state), null, Cancel);
        var writes = _objects.Writes;

        await store.KeepAsync(new RunHeader(1, 42, null, state with { Rounds = [Round(1, Side.Control)] }), null, Cancel);

        Assert.Equal(writes + 1, _objects.Writes);
    }

    [Fact]
    public async Task Keep_ApiServerAway_GoesOnUntilItIsThere()
    {
        _objects.Failures.Enqueue(new HttpRequestException("connection refused"));
        _objects.Failures.Enqueue(new ApiException(HttpStatusCode.ServiceUnavailable, "", "etcd is away"));

        await KeepRoundsAsync(pairs: 1);

        Assert.Equal(2, (await Store().LoadAsync(Cancel))!.State.Rounds.Count);
    }

    [Fact]
    public async Task Load_AnotherGeneration_IsNothingAndClearsWhatIsLeft()
    {
        await KeepRoundsAsync(pairs: 1);
        _campaign.Metadata.Generation = 2;

        Assert.Null(await Store().LoadAsync(Cancel));
        Assert.Empty(await _objects.ListAsync<V1ConfigMap>("shop", "", Cancel));
    }

    [Fact]
    public async Task Keep_FiftyPairsWithFullHistograms_StaysUnderOneMebibyte()
    {
        await KeepRoundsAsync(pairs: 50, distinctValues: 4000);

        var maps = await _objects.ListAsync<V1ConfigMap>("shop", "", Cancel);
        var sizes = maps.Select(m => m.Data.Sum(e => Encoding.UTF8.GetByteCount(e.Key) + Encoding.UTF8.GetByteCount(e.Value))).ToList();

        Assert.InRange(sizes.Sum(), 100_000, 1024 * 1024 - 256 * 1024);
        Assert.Contains(maps, m => m.Data.Keys.Any(k => k.EndsWith(".hlog", StringComparison.Ordinal)));
    }

    /// <summary>As large as a spec allows: 200 pairs, 64 generators, 32 metrics, and a baseline that fills its room.</summary>
    [Fact]
    public async Task Keep_LargestCampaign_StaysUnderOneMebibyteWithItsStatus()
    {
        const int pairs = 200;
        MetricSpec[] metrics = [.. Enumerable.Range(1, 32).Select(i => new MetricSpec { Name = $"latency.p{60 + i}" })];
        _campaign.Spec = _campaign.Spec with { Rounds = new Rounds { Count = pairs, MaxDiscarded = 200 }, Analysis = _campaign.Spec.Analysis with { Metrics = metrics } };
        var plan = CampaignPlan.For("largest", _campaign.Spec, 42, null);
        var planned = plan.Spec.Load.ArrivalsOf(plan.ArrivalSeed(1));
        GeneratorHealth[] health = [.. Enumerable.Range(0, 64).Select(i => HealthOf((planned + i) / 64))];
        var store = Store();
        await store.KeepBaselineAsync(new FrozenBaseline("uid", 1, null, new BaselineProblem("Large", new string('x', FrozenBaseline.MostBytes))), Cancel);
        var state = new CampaignState { StartedAt = DateTimeOffset.UnixEpoch };
        for (var pair = 1; pair <= pairs; pair++)
        {
            foreach (var side in new[] { Side.Control, Side.Candidate })
            {
                var values = plan.Metrics.ToDictionary(m => m.Text, m => 12.3456789012345 + pair / 7.0);
                var round = Round(pair, side).Measurement! with { Values = values, Generators = health };
                state = state.After(new CampaignEvent.RoundEnded(new RoundId(pair, 1, side), round), plan);
                await store.KeepAsync(new RunHeader(1, 42, null, state), Ended(state.Rounds[^1], 4000), Cancel);
            }
        }

        var maps = await _objects.ListAsync<V1ConfigMap>("shop", "", Cancel);
        var kept = maps.Sum(m => m.Data.Sum(e => Encoding.UTF8.GetByteCount(e.Key) + Encoding.UTF8.GetByteCount(e.Value)));
        var status = JsonSerializer.SerializeToUtf8Bytes(StatusBuilder.Ended(plan, state, null, DateTimeOffset.UnixEpoch), ModelJson.Compact).Length;
        Assert.Equal(pairs, state.CompletePairs(2).Count);
        Assert.Equal(64, state.Health.Count);
        Assert.True(kept + status + FrozenBaseline.MostBytes < 1024 * 1024, $"{kept} bytes in ConfigMaps, {status} of status without the baseline");
    }

    private static GeneratorHealth HealthOf(long arrivals) => new()
    {
        Scheduled = arrivals,
        Sent = arrivals,
        SendLagP99Ms = 0.123456789,
        SendLagMaxMs = 1.23456789,
        CpuPercent = 12.3456789,
        ClockAheadMs = 0.123456789,
        ClockUncertaintyMs = 0.123456789,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunStore Store() => new(_campaign, _objects, TimeProvider.System, NullLogger.Instance);

    private async Task<CampaignState> KeepRoundsAsync(int pairs, int distinctValues = 1)
    {
        var store = Store();
        var state = new CampaignState { StartedAt = DateTimeOffset.UnixEpoch, WarmUp = new Dictionary<Side, IReadOnlyList<double>> { [Side.Control] = [1.5, 1.4] } };
        for (var pair = 1; pair <= pairs; pair++)
        {
            foreach (var side in new[] { Side.Control, Side.Candidate })
            {
                var record = Round(pair, side);
                state = state with { Rounds = [.. state.Rounds, record] };
                await store.KeepAsync(new RunHeader(1, 42, null, state), Ended(record, distinctValues), Cancel);
            }
        }

        return state;
    }

    private static RoundRecord Round(int pair, Side side) => new(
        new RoundId(pair, 1, side),
        new RoundMeasurement { Requests = 100, Errors = 0, ErrorsByKind = new Dictionary<string, long>(), MeasuredSeconds = 5, BytesReceived = 7, Values = new Dictionary<string, double> { ["latency.p95"] = pair + 0.25 }, Generators = [new GeneratorHealth { Scheduled = 100, Sent = 100 }] },
        []);

    private static EndedRound Ended(RoundRecord record, int distinctValues)
    {
        var histogram = DurationHistogram.Create();
        for (var i = 0; i < distinctValues; i++) histogram.RecordValue(1_000_000 + i * 50_000L);
        var plan = new RoundPlan { Id = record.Id.ToString(), Target = new TargetAddress { Url = "http://orders" }, Scenarios = [], Simulations = [], Seed = 1, Share = Share.Whole, StartAt = DateTimeOffset.UnixEpoch };
        return new EndedRound(plan, new RoundResult(record.Measurement!, DateTimeOffset.UnixEpoch, histogram, histogram, []));
    }
}
