using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Operator.Telemetry;

/// <summary>Counts campaigns by phase and verdict.</summary>
internal static class CampaignCensus
{
    private const string NoVerdict = "none";

    public static IReadOnlyList<string> Verdicts { get; } = [NoVerdict, .. Enum.GetValues<Verdict>().Select(v => $"{v}")];

    /// <summary>Every combination that there can be, also where there is no such campaign: a reader would take a value that is not told any more for the last one told.</summary>
    private static readonly IReadOnlyList<(string Phase, string Verdict)> All =
    [
        .. Enum.GetValues<Phase>().SelectMany(phase => phase is Phase.Completed or Phase.Failed
            ? Verdicts.Select(verdict => ($"{phase}", verdict))
            : [($"{phase}", NoVerdict)]),
    ];

    public static IEnumerable<(string Phase, string Verdict, int Count)> Of(IEnumerable<LoadCampaign> campaigns)
    {
        var counts = campaigns.CountBy(c => KeyOf(c.Status)).ToDictionary();
        return All.Select(key => (key.Phase, key.Verdict, counts.GetValueOrDefault(key)));
    }

    public static string NameOf(Verdict? verdict) => verdict is { } known ? $"{known}" : NoVerdict;

    /// <summary>A campaign without a status has not been seen yet: it is pending. What is under way has no verdict, whatever the last run's was.</summary>
    private static (string Phase, string Verdict) KeyOf(LoadCampaignStatus? status) =>
        status is null ? ($"{Phase.Pending}", NoVerdict) : ($"{status.Phase}", status.Phase is Phase.Completed or Phase.Failed ? NameOf(status.Verdict) : NoVerdict);
}
