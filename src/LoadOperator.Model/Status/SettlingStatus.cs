using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

/// <summary>Rounds whose latency went on rising or falling to their end.</summary>
public sealed record SettlingStatus
{
    [Description("Scored rounds per side that were long enough to be judged: eight slices of about a second, under a load that stays the same.")]
    public required int Judged { get; init; }

    [Description("The control's rounds that did not settle, from 1: their P95 changed by more than 10 % from the first second to the last, by a trend with p < 0.01.")]
    [Items(0, 200)]
    public IReadOnlyList<int>? Control { get; init; }

    [Description("The candidate's rounds that did not.")]
    [Items(0, 200)]
    public required IReadOnlyList<int> Candidate { get; init; }

    [Description("Fisher's exact test of whether one side does so more often: its two-sided p value.")]
    public double? PValue { get; init; }

    [Description("The side that does, where that p value is below 0.05.")]
    public Side? MoreOften { get; init; }
}
