using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Verdicts;

namespace LoadOperator.Operator.Baselines;

/// <summary>Conditions of a campaign that say what it has to do with a baseline. They do not follow from its verdict, and are carried on.</summary>
internal static class FurtherConditions
{
    public const string BaselineCurrent = "BaselineCurrent";

    public static IReadOnlyList<FurtherCondition> Of(IReadOnlyList<V1Condition>? conditions) =>
    [
        .. (conditions ?? []).Where(c => c.Type is BaselineCurrent or Appending.ConditionType)
            .Select(c => new FurtherCondition(c.Type, c.Status switch { "True" => true, "False" => false, _ => null }, c.Reason, c.Message)),
    ];

    /// <summary>With a condition in place of the one of its type.</summary>
    public static StatusContext With(this StatusContext context, FurtherCondition? condition) =>
        condition is null ? context : context with { Further = [.. context.Further.Where(f => f.Type != condition.Type), condition] };
}
