using System.ComponentModel;

namespace LoadOperator.Model.Spec;

/// <summary>What follows from a pass.</summary>
public sealed record OnPassed
{
    [Description("Appends the candidate's rounds to a baseline, as a revision of its own.")]
    public required AppendTo AppendTo { get; init; }
}

/// <summary>Where the candidate is appended.</summary>
public sealed record AppendTo
{
    [Description("The baseline: an object of the same namespace, which must exist (spec: {} is enough). On one machine the file that loadctl run --baseline names.")]
    [Schema.Length(1, 52)]
    [Schema.Format(BaselineReference.NamePattern, BaselineReference.AllowedName)]
    public required string Baseline { get; init; }
}
