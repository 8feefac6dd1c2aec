using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>An entry of a Secret or a ConfigMap in the campaign's namespace.</summary>
public sealed record KeyReference
{
    [Description("The object's name.")]
    [Length(1, 253)]
    [Format("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", "lower-case letters, digits, '-' and '.', starting and ending with a letter or digit")]
    public required string Name { get; init; }

    [Description("The entry's key.")]
    [Length(1, 253)]
    [Format("^[-._a-zA-Z0-9]+$", "letters, digits, '-', '_' and '.'")]
    public required string Key { get; init; }
}
