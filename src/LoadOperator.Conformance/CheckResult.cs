using System.Text.Json.Serialization;

namespace LoadOperator.Conformance;

/// <summary>What became of one requirement.</summary>
/// <param name="Name">The requirement's name.</param>
/// <param name="Requirement">What the contract wants.</param>
/// <param name="Outcome">Whether the generator does it.</param>
/// <param name="Findings">What it does otherwise; of one that was skipped, why.</param>
public sealed record CheckResult(string Name, string Requirement, CheckOutcome Outcome, IReadOnlyList<string> Findings);

[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
public enum CheckOutcome
{
    Passed,
    Failed,
    Skipped,
}
