using System.Text;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting;

/// <summary>A result for a terminal: the table in benchstat's manner, and the answer in one sentence.</summary>
public static class TextReport
{
    public static string Of(LoadCampaign campaign)
    {
        var status = campaign.Status ?? throw new ArgumentException("the campaign has no status", nameof(campaign));
        var text = new StringBuilder();
        text.AppendLine(Subject(campaign));
        text.AppendLine();
        if (status.Metrics is { Count: > 0 }) text.Append(ResultTables.Comparison(campaign)).AppendLine();
        if (status.Objectives is { Count: > 0 }) text.Append(ResultTables.Objectives(status)).AppendLine();
        text.AppendLine(Answer(status));
        if (status.Attribution is { } attribution) text.AppendLine().Append(AttributionReport.Text(attribution));
        return text.ToString();
    }

    internal static string Answer(LoadCampaignStatus status)
    {
        var severity = status.Severity is { } s and not Severity.None ? $" ({s})" : "";
        return status.Phase == Phase.Failed ? $"Failed, {status.Reason}: {status.Summary}" : $"{status.Verdict}{severity}: {status.Summary}";
    }

    internal static string Subject(LoadCampaign campaign)
    {
        var status = campaign.Status!;
        var discarded = status.Rounds is { Discarded: > 0 and var d } ? $", {d} discarded" : "";
        var rounds = $"{status.Rounds?.Completed} of {status.Rounds?.Planned} {(status.Design == Design.Paired ? "pairs" : "rounds")}{discarded}";
        return status.Design is Design.Paired or Design.Historical
            ? $"{campaign.Metadata.Name}: {campaign.Spec.Candidate.DisplayName} against {status.Headline?.Against}, {rounds}"
            : $"{campaign.Metadata.Name}: {campaign.Spec.Candidate.DisplayName}, {rounds}";
    }
}
