using System.Text.Json;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Baselines;

/// <summary>Campaigns that are compared with a baseline of their namespace.</summary>
public sealed class ComparisonTests(ApiServerFixture server)
{
    [Fact]
    public async Task OneMeasurement_DecidesNothing_ThreeOfOneImageDo()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        var measured = await MeasuredAsync(bed);

        await bed.CreateAsync(new BaselineSpec { Samples = [Varied(measured, 1)] }, "single");
        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-2", more: BaselineBed.Compare("single")));
        var alone = await bed.Campaigns.UntilEndedAsync("orders-2");
        Assert.Equal((Verdict.Inconclusive, "HistoryTooShort"), (alone.Verdict, alone.Reason));
        Assert.Equal(("baseline single", Design.Historical), (alone.Headline!.Against, alone.Design));

        await bed.CreateAsync(new BaselineSpec { Samples = [.. Enumerable.Range(1, 3).Select(i => Varied(measured, i))] }, "repeated");
        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-3", more: BaselineBed.Compare("repeated")));
        var status = await bed.Campaigns.UntilEndedAsync("orders-3");

        Assert.True(status.Verdict == Verdict.NoRegression, $"{status.Verdict} {status.Reason}: {status.Summary}");
        Assert.Equal(("True", "Current"), ConditionOf(status, "BaselineCurrent"));
        Assert.Equal([1, 2, 3], status.Baseline!.Samples.Select(s => s.Revision));
        var recomputed = Recomputation.Of((await bed.Campaigns.GetAsync("orders-3"))!);
        Assert.True(recomputed.Figures > 20, $"{recomputed.Figures}");
        Assert.Empty(recomputed.Differences);
    }

    [Fact]
    public async Task OtherConditions_AreInvalidWithEachFieldUnlessTolerated()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        var measured = await MeasuredAsync(bed);
        var elsewhere = new SortedDictionary<string, string>(measured.Fingerprint.ToDictionary(), StringComparer.Ordinal) { ["environment.kernel"] = "6.1.0", ["generator.cpuLimit"] = "3" };
        await bed.CreateAsync(new BaselineSpec { Samples = [.. Enumerable.Range(1, 3).Select(i => Varied(measured, i) with { Fingerprint = elsewhere })] }, "elsewhere");

        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-2", more: BaselineBed.Compare("elsewhere")));
        var status = await bed.Campaigns.UntilEndedAsync("orders-2");
        Assert.Equal((Verdict.Invalid, "NotComparable"), (status.Verdict, status.Reason));
        Assert.Contains("environment.kernel: 6.1.0 then, none now", status.Summary, StringComparison.Ordinal);
        Assert.Contains("generator.cpuLimit: 3 then, 1 now", status.Summary, StringComparison.Ordinal);
        Assert.Equal("False", ConditionOf(status, "Passed").Status);

        var tolerant = bed.Manifest("orders-3", more: BaselineBed.Compare("elsewhere")).Replace("\"maxRegressionPercent\": 100", "\"maxRegressionPercent\": 100, \"tolerateDifferences\": [\"environment.kernel\", \"generator.cpuLimit\"]", StringComparison.Ordinal);
        await bed.Campaigns.ApplyAsync(tolerant);
        var accepted = await bed.Campaigns.UntilEndedAsync("orders-3");
        Assert.True(accepted.Verdict == Verdict.NoRegression, $"{accepted.Reason}: {accepted.Summary}");
        Assert.Contains(accepted.Notes!, n => n.Contains("accepted by analysis.tolerateDifferences: environment.kernel: 6.1.0 then, none now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Baseline_DeletedInMidRun_IsComparedWithAsItWas()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec { Samples = [Varied(await MeasuredAsync(bed), 1)] }, "single");
        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-2", more: BaselineBed.Compare("single")));
        await bed.Campaigns.UntilAsync("orders-2", "running", s => s.Phase == Phase.Running);

        await bed.DeleteAsync("baselines", "single");
        await bed.Campaigns.Operator.KillAsync();
        await bed.Campaigns.Operator.StartAsync();

        var status = await bed.Campaigns.UntilEndedAsync("orders-2");
        Assert.Equal("HistoryTooShort", status.Reason);
        Assert.Equal(("False", "BaselineDeleted"), ConditionOf(status, "BaselineCurrent"));
        Assert.Empty(Recomputation.Of((await bed.Campaigns.GetAsync("orders-2"))!).Differences);
    }

    [Fact]
    public async Task Baseline_EditedInMidRun_IsComparedWithAsItWas()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        var measured = await MeasuredAsync(bed, seconds: 2);
        await bed.CreateAsync(new BaselineSpec { Samples = [Varied(measured, 1)] }, "single");
        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-2", seconds: 2, more: BaselineBed.Compare("single")));
        await bed.Campaigns.UntilAsync("orders-2", "running", s => s.Phase == Phase.Running);

        // Of three measurements the comparison would come out otherwise.
        await bed.PatchAsync("baselines", "single", $$$"""{"samples": {{{JsonSerializer.Serialize(Enumerable.Range(1, 3).Select(i => Varied(measured, i)), ModelJson.Compact)}}}}""");

        var status = await bed.Campaigns.UntilEndedAsync("orders-2");
        Assert.Equal((Verdict.Inconclusive, "HistoryTooShort"), (status.Verdict, status.Reason));
        Assert.Equal(("False", "BaselineEdited"), ConditionOf(status, "BaselineCurrent"));
        Assert.Equal([1], status.Baseline!.Samples.Select(s => s.Revision));
    }

    [Fact]
    public async Task EmptyBaseline_IsInvalidAndSaysWhatToDo()
    {
        await using var bed = await BaselineBed.StartAsync(server);
        await bed.CreateAsync(new BaselineSpec());

        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-1", more: BaselineBed.Compare()));
        var status = await bed.Campaigns.UntilEndedAsync("orders-1");

        Assert.Equal((Verdict.Invalid, "BaselineEmpty"), (status.Verdict, status.Reason));
        Assert.Contains("onPassed.appendTo", status.Summary, StringComparison.Ordinal);
        Assert.Empty(bed.Campaigns.Node.Started);
    }

    [Fact]
    public async Task MissingBaseline_IsInvalidAfterAWhileAndNamed()
    {
        await using var bed = await BaselineBed.StartAsync(server);

        await bed.Campaigns.ApplyAsync(bed.Manifest("orders-1", more: BaselineBed.Compare()));
        var status = await bed.Campaigns.UntilEndedAsync("orders-1");

        Assert.Equal((Verdict.Invalid, "BaselineNotFound"), (status.Verdict, status.Reason));
        Assert.Contains("spec.comparison.baselineRef.name: 'orders'", status.Summary, StringComparison.Ordinal);
    }

    /// <summary>A measurement under the conditions of these tests, and a baseline that holds it.</summary>
    private static async Task<BaselineSample> MeasuredAsync(BaselineBed bed, double seconds = 0.5)
    {
        await bed.CreateAsync(new BaselineSpec());
        await bed.AppendAsync("orders-1", seconds: seconds);
        return (await bed.RevisionsAsync()).Single().Spec;
    }

    /// <summary>The same on another day, as another measurement of one image would come out.</summary>
    private static BaselineSample Varied(BaselineSample sample, int day) => sample with
    {
        Revision = day,
        Campaign = $"day-{day}",
        StartTime = sample.StartTime.AddDays(-day),
        Images = ["sha256:old"],
        Metrics = [.. sample.Metrics.Select(m => m.Name == "errorRate" ? m : m with { Values = [.. m.Values.Select((v, i) => v * (1 + 0.01 * Math.Sin(day + 2 * i)))] })],
    };

    private static (string Status, string Reason) ConditionOf(LoadCampaignStatus status, string type) => status.Conditions!.Where(c => c.Type == type).Select(c => (c.Status, c.Reason)).Single();
}
