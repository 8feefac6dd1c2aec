using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

public sealed record Comparison : IHasRules<Comparison>
{
    [Description("SideBySide runs rounds of a control between those of the candidate; SelfTest runs the candidate against itself and reports how noisy this place is; Baseline compares with rounds measured before; None checks objectives alone. Inferred from what is given: SideBySide, Baseline or None.")]
    public ComparisonMode? Mode { get; init; }

    [Description("The version to compare with, usually the one that serves now.")]
    public Target? Control { get; init; }

    [Description("The baseline to compare with: an object of the same namespace, as it is when the campaign begins. On one machine a file: loadctl run --baseline FILE.")]
    public BaselineReference? BaselineRef { get; init; }

    [Description("An earlier campaign that found out why its candidate was slower. The profiles of this one are asked whether what it blamed has receded.")]
    public Verification? Verifies { get; init; }

    public static IReadOnlyList<Rule<Comparison>> Rules { get; } =
    [
        new("control", "needed when mode is SideBySide", "!has(self.mode) || self.mode != 'SideBySide' || has(self.control)",
            comparison => comparison.Mode != ComparisonMode.SideBySide || comparison.Control is not null),
        new("control", "allowed only when mode is SideBySide", "!has(self.mode) || self.mode == 'SideBySide' || !has(self.control)",
            comparison => comparison.Mode is null or ComparisonMode.SideBySide || comparison.Control is null),
        new("baselineRef", "needed when mode is Baseline", "!has(self.mode) || self.mode != 'Baseline' || has(self.baselineRef)",
            comparison => comparison.Mode != ComparisonMode.Baseline || comparison.BaselineRef is not null),
        new("baselineRef", "allowed only when mode is Baseline, and without control", "!has(self.baselineRef) || (!has(self.control) && (!has(self.mode) || self.mode == 'Baseline'))",
            comparison => comparison.BaselineRef is null || (comparison.Control is null && comparison.Mode is (null or ComparisonMode.Baseline))),
    ];

    /// <summary>The mode given, or the one that the fields imply.</summary>
    [JsonIgnore]
    public ComparisonMode EffectiveMode => Mode ?? (Control is not null ? ComparisonMode.SideBySide : BaselineRef is not null ? ComparisonMode.Baseline : ComparisonMode.None);
}

/// <summary>What a campaign verifies: the fix of what another one found.</summary>
public sealed record Verification
{
    [Description("The earlier campaign, of the same namespace, ended, and with the same control. On one machine its result: loadctl run --verifies RESULT.")]
    public required CampaignReference CampaignRef { get; init; }
}

public sealed record CampaignReference
{
    [Description("The campaign's name.")]
    [Length(1, 63)]
    [Format(BaselineReference.NamePattern, BaselineReference.AllowedName)]
    public required string Name { get; init; }
}

public sealed record BaselineReference
{
    internal const string NamePattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    internal const string AllowedName = "lower-case letters, digits and '-', starting and ending with a letter or digit";

    [Description("The baseline's name.")]
    [Length(1, 52)]
    [Format(NamePattern, AllowedName)]
    public required string Name { get; init; }
}
