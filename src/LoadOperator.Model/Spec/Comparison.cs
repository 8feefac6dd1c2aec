using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Comparison : IHasRules<Comparison>
{
    [Description("SideBySide runs rounds of a control between those of the candidate; SelfTest runs the candidate against itself and reports how noisy this place is; None checks objectives alone. Inferred from what is given: SideBySide or None.")]
    public ComparisonMode? Mode { get; init; }

    [Description("The version to compare with, usually the one that serves now.")]
    public Target? Control { get; init; }

    public static IReadOnlyList<Rule<Comparison>> Rules { get; } =
    [
        new("control", "needed when mode is SideBySide", "!has(self.mode) || self.mode != 'SideBySide' || has(self.control)",
            comparison => comparison.Mode != ComparisonMode.SideBySide || comparison.Control is not null),
        new("control", "not allowed when mode is None or SelfTest", "!has(self.mode) || self.mode == 'SideBySide' || !has(self.control)",
            comparison => comparison.Mode is null or ComparisonMode.SideBySide || comparison.Control is null),
    ];

    /// <summary>The mode given, or the one that the fields imply.</summary>
    [JsonIgnore]
    public ComparisonMode EffectiveMode => Mode ?? (Control is null ? ComparisonMode.None : ComparisonMode.SideBySide);
}
