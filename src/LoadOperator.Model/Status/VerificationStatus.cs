using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

/// <summary>Whether a fix has worked: what an earlier campaign had blamed, cost by cost.</summary>
public sealed record VerificationStatus
{
    /// <summary>Costs that a status names: the movers and the costs of the earlier one.</summary>
    public const int MostCosts = AttributionStatus.MostMovers + AttributionStatus.MostCosts;

    [Description("The earlier campaign.")]
    public required string Campaign { get; init; }

    [Description("How many of the blamed costs have receded, and which have not.")]
    public required string Summary { get; init; }

    [Description("The blamed costs, in the order of the earlier campaign.")]
    [Items(0, MostCosts)]
    public IReadOnlyList<RecessionStatus> Costs { get; init; } = [];
}

public sealed record RecessionStatus
{
    [Description("The method; none for a cost of all methods together, or a counter.")]
    [Length(1, 512)]
    public string? Method { get; init; }

    [Description("Exclusive or Inclusive; none without a method.")]
    public string? Measure { get; init; }

    [Description("What was spent, as in costs.")]
    public required string Cost { get; init; }

    [Description("The unit of the values: ms or bytes; none for a count.")]
    public string? Unit { get; init; }

    [Description("How much more the candidate spent than the control in the earlier campaign.")]
    public required double Growth { get; init; }

    [Description("How much of that there is now; negative where the candidate spends less.")]
    public double? Left { get; init; }

    [Description("The 95 % interval of left.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? Ci95 { get; init; }

    [Description("Receded: less than half of the growth is left, with 95 % confidence. Remains: more than half is. Unclear: it could be either.")]
    public required string Outcome { get; init; }
}
