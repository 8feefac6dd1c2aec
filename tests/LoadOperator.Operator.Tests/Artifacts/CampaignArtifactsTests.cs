using System.Net;
using k8s.Models;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Artifacts;
using LoadOperator.Operator.Storage;
using LoadOperator.Profiling.Pictures;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Operator.Tests.Artifacts;

public sealed class CampaignArtifactsTests
{
    private readonly MemoryStore _store = new();
    private readonly LoadCampaign _campaign = TestCampaign.Create();
    private readonly CampaignPlan _plan;

    public CampaignArtifactsTests()
    {
        _campaign.Spec = _campaign.Spec with { Profiling = new Model.Spec.Profiling { DotnetTrace = new DotnetTrace() } };
        _plan = CampaignPlan.For("orders", _campaign.Spec, 7, null);
    }

    [Fact]
    public async Task Keep_ProfilesOfBothSides_IsOneObjectThatGoesWithTheCampaign()
    {
        var artifacts = await KeepAsync(Taken());

        var map = Assert.Single(await MapsAsync());
        Assert.True(map.Immutable);
        Assert.Equal((_campaign.Metadata.Uid, "LoadCampaign"), (map.Metadata.OwnerReferences.Single().Uid, map.Metadata.OwnerReferences.Single().Kind));
        Assert.All(artifacts!.Files, f => Assert.Equal((map.Metadata.Name, true), (f.ConfigMap!.Name, map.BinaryData.ContainsKey(f.ConfigMap.Key))));
        // Built where npm is not, it draws no flame graphs.
        if (FlameGraphPage.Missing is null) AssertCondition(artifacts, "True", "FilesKept");
        else AssertCondition(artifacts, "False", "FilesMissing");
    }

    [Fact]
    public async Task Keep_NoProfiles_IsNothing()
    {
        Assert.Null(await KeepAsync(new TakenProfiles(_plan)));
        Assert.Empty(await MapsAsync());
    }

    [Fact]
    public async Task Keep_SameProfilesAfterARestart_WritesNothingNew()
    {
        var first = await KeepAsync(Taken());
        var second = await KeepAsync(Taken());

        Assert.Equal(first!.Files, second!.Files);
        Assert.Single(await MapsAsync());
    }

    [Fact]
    public async Task Keep_ProfilesTakenAnew_TakesThePlaceOfTheOthers()
    {
        var first = await KeepAsync(Taken());
        var second = await KeepAsync(Taken(hash: 20));

        var map = Assert.Single(await MapsAsync());
        Assert.NotEqual(first!.Files[^1].ConfigMap!.Name, map.Metadata.Name);
        Assert.Equal(second!.Files[^1].ConfigMap!.Name, map.Metadata.Name);
    }

    [Fact]
    public async Task Keep_ApiServerAway_GoesOnUntilItIsThere()
    {
        _store.Failures.Enqueue(new HttpRequestException("refused"));

        Assert.Equal(FlameGraphPage.Missing, (await KeepAsync(Taken()))!.Missing);
    }

    [Fact]
    public async Task Keep_ClusterThatRefuses_SaysSoInItsWords()
    {
        _store.Failures.Enqueue(new ApiException(HttpStatusCode.Forbidden, "Forbidden", "exceeded quota: configmaps=10"));

        var artifacts = await KeepAsync(Taken());

        Assert.Empty(artifacts!.Files);
        AssertCondition(artifacts, "False", "FilesMissing");
        Assert.Contains("exceeded quota: configmaps=10", artifacts.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_NextRunOfTheCampaign_RemovesWhatTheLastHasLeft()
    {
        await KeepAsync(Taken());
        _campaign.Metadata.Generation = 2;

        Assert.Null(await Runs().LoadAsync(Cancel));

        Assert.Empty(await MapsAsync());
    }

    [Fact]
    public async Task Load_AfterARestart_TakesThemForNoRounds()
    {
        await Runs().KeepAsync(new RunHeader(1, 42, null, new CampaignState { StartedAt = DateTimeOffset.UnixEpoch }), null, Cancel);
        await KeepAsync(Taken());

        Assert.Empty((await Runs().LoadAsync(Cancel))!.State.Rounds);
        Assert.Equal(2, (await MapsAsync()).Count);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<ArtifactsStatus?> KeepAsync(TakenProfiles taken) => new CampaignArtifacts(_campaign, _plan, Runs(), new ClaimStore(_campaign, _plan, null!, null!)).KeepAsync(taken, "CPU grew", Cancel);

    private Task<IReadOnlyList<V1ConfigMap>> MapsAsync() => _store.ListAsync<V1ConfigMap>("shop", "", Cancel);

    private RunStore Runs() => new(_campaign, _store, TimeProvider.System, NullLogger.Instance);

    private TakenProfiles Taken(double hash = 10)
    {
        var taken = new TakenProfiles(_plan);
        foreach (var side in new[] { Side.Control, Side.Candidate })
            taken.Add(side, new Profile { Stacks = [new StackCost([new Frame("Main", false), new Frame("Shop.Hash", false)], CostKind.Cpu, side == Side.Control ? 10 : hash)], Seconds = 10, Requests = 100 });
        return taken;
    }

    private static void AssertCondition(ArtifactsStatus artifacts, string status, string reason)
    {
        var stamped = StatusBuilder.Stamp(new LoadCampaignStatus { Phase = Phase.Completed, Artifacts = artifacts }, DateTimeOffset.UnixEpoch, new StatusContext());
        var condition = stamped.Conditions!.Single(c => c.Type == "ArtifactsKept");
        Assert.Equal((status, reason), (condition.Status, condition.Reason));
    }
}
