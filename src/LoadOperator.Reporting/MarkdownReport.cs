using System.Text;
using LoadOperator.Model;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>A result as a story in markdown: the answer, what was compared, every round, and how fit the instrument was.</summary>
public static class MarkdownReport
{
    public static string Of(LoadCampaign campaign)
    {
        var status = campaign.Status ?? throw new ArgumentException("the campaign has no status", nameof(campaign));
        var text = new StringBuilder();
        text.AppendLine($"# {campaign.Metadata.Name}: {(status.Phase == Phase.Failed ? "Failed" : status.Verdict)}").AppendLine();
        text.AppendLine($"**{TextReport.Answer(status)}**").AppendLine();
        AppendSetting(text, campaign, status);
        if (status.Metrics is { Count: > 0 })
        {
            text.AppendLine("## Figures").AppendLine();
            text.AppendLine(ResultTables.Comparison(campaign).ToMarkdown());
            text.AppendLine("± is the standard deviation between rounds. The interval and p are those of the test named below; one value per round is the unit of it.").AppendLine();
        }

        if (status.Objectives is { Count: > 0 }) text.AppendLine("## Objectives").AppendLine().AppendLine(ResultTables.Objectives(status).ToMarkdown());
        if (status.LatencyParts is { Count: > 0 })
        {
            text.AppendLine("## Where the time went").AppendLine();
            text.AppendLine(ResultTables.LatencyParts(status).ToMarkdown());
            text.AppendLine("Each part is over the requests that had it; of the rounds' percentiles, the geometric mean.").AppendLine();
        }

        if (status.SlowestTraces is { Count: > 0 }) text.AppendLine("## The slowest requests with a trace").AppendLine().AppendLine(ResultTables.SlowestTraces(status).ToMarkdown());
        if (status.Attribution is { } attribution) text.Append(AttributionReport.Markdown(attribution));
        foreach (var metric in status.Metrics ?? []) AppendMetric(text, metric);
        AppendInstrument(text, status);
        return text.ToString().TrimEnd() + "\n";
    }

    private static void AppendSetting(StringBuilder text, LoadCampaign campaign, LoadCampaignStatus status)
    {
        var load = campaign.Spec.Load;
        text.AppendLine("## What was measured").AppendLine();
        text.AppendLine($"- Candidate: {campaign.Spec.Candidate.DisplayName}");
        if (status.Design == Design.Paired) text.AppendLine($"- Control: {status.Headline?.Against}, in adjacent pairs, order {campaign.Spec.Rounds.Order}, seed {status.Rounds?.Seed}");
        if (status.Design == Design.Historical) text.AppendLine($"- Compared with: {status.Headline?.Against}, measured before");
        foreach (var phase in load.Phases) text.AppendLine($"- Load: {LoadSentence.Of(phase)}");

        if (load.Connections is { } connections) text.AppendLine($"- Connections: {LoadSentence.Of(connections)}");
        text.AppendLine($"- Rounds: {status.Rounds?.Completed} of {status.Rounds?.Planned} per side, {status.Rounds?.Discarded} pairs discarded");
        foreach (var reason in status.Rounds?.DiscardReasons ?? []) text.AppendLine($"  - {reason}");
        foreach (var side in status.WarmUp ?? []) text.AppendLine($"- Warm-up of the {side.Side.ToString().ToLowerInvariant()}: {side.Seconds} s, {(side.Steady ? "steady" : "not steady")}");
        if (status.Settling is { } settling) text.AppendLine($"- Rounds that did not settle: {SettlingSentence.Of(settling)}");
        text.AppendLine($"- From {status.StartTime:u} to {status.CompletionTime:u}");
        foreach (var note in status.Notes ?? []) text.AppendLine($"- {char.ToUpperInvariant(note[0])}{note[1..]}.");
        text.AppendLine();
    }

    private static void AppendMetric(StringBuilder text, MetricStatus metric)
    {
        text.AppendLine($"## {metric.Name}").AppendLine();
        if (metric.Message is { } message) text.AppendLine($"{metric.Verdict}: {message}.").AppendLine();
        text.AppendLine("```").Append(StripPlot.Of(metric)).AppendLine("```").AppendLine();
        if (metric.Test is { } test) text.AppendLine($"- Test: {test}, p = {Figures.PValue(metric.PValue)}{(metric.PAdjusted > metric.PValue ? $" ({Figures.PValue(metric.PAdjusted)} adjusted for all gating metrics)" : "")}; margin {Figures.Delta(metric.Margin, metric.Scale)}; worst case {Figures.Delta(metric.WorstCase, metric.Scale)}");
        if (metric.MinimumDetectableEffect is { } effect) text.AppendLine($"- This design finds a true {Figures.Delta(effect, metric.Scale)} in 8 of 10 campaigns");
        if (metric.WelchLogRatio is { } logs) text.AppendLine($"- Welch on logs: t = {logs.T:0.###}, df = {logs.Df:0.#}, p = {Figures.PValue(logs.P)}");
        if (metric.Welch is { } raw) text.AppendLine($"- Welch on raw values: t = {raw.T:0.###}, df = {raw.Df:0.#}, p = {Figures.PValue(raw.P)}");
        if (metric.HodgesLehmann is { } ranks) text.AppendLine($"- By ranks (Hodges–Lehmann): {Figures.Delta(ranks.Estimate, metric.Scale)} {Figures.Interval(ranks.Ci95, metric.Scale)}, Mann–Whitney p = {Figures.PValue(metric.MannWhitney?.P)}");
        if (metric.History is { BetweenDeviation: { } between, WithinDeviation: { } within } history) text.AppendLine(FormattableString.Invariant($"- Spread of the baseline: {between:0.####} between measurements of one image ({history.Df:0} degrees of freedom), {within:0.####} between rounds of one"));
        foreach (var note in metric.Notes ?? []) text.AppendLine($"- {char.ToUpperInvariant(note[0])}{note[1..]}");
        text.AppendLine();
    }

    private static void AppendInstrument(StringBuilder text, LoadCampaignStatus status)
    {
        if (status.Generators is not { Count: > 0 } generators) return;
        text.AppendLine("## The instrument").AppendLine();
        text.AppendLine("The worst figures of any round that counts.").AppendLine();
        text.AppendLine(ResultTables.Generators(status).ToMarkdown());
        if (generators[0].Info is { } info)
            text.AppendLine($"{info.Generator} on {info.Runtime}, {info.GarbageCollector} GC; {info.OperatingSystem}; {info.CpuModel}; cgroup {info.CgroupVersion}; host {info.Host}.").AppendLine();
        foreach (var missing in generators.SelectMany(g => g.NotEnforced ?? []).Distinct()) text.AppendLine($"- Not enforced: {missing}");
    }
}
