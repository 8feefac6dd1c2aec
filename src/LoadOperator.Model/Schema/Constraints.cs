namespace LoadOperator.Model.Schema;

/// <summary>Smallest and largest number that a field takes, both included.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundsAttribute(double min, double max) : Attribute
{
    public double Min { get; } = min;

    public double Max { get; } = max;

    /// <summary>True when <see cref="Min"/> itself is not allowed (a rate must be greater than 0).</summary>
    public bool ExclusiveMin { get; init; }
}

/// <summary>Shortest and longest duration that a field takes, both included, written as in a manifest (<c>30s</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationBoundsAttribute(string min, string max) : Attribute
{
    public Duration Min { get; } = Duration.Parse(min);

    public Duration Max { get; } = Duration.Parse(max);
}

/// <summary>How many elements a list or a map takes. Every list has a bound, so that the cost of validation rules stays bounded.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int min, int max) : Attribute
{
    public int Min { get; } = min;

    public int Max { get; } = max;
}

/// <summary>How many characters a string takes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int min, int max) : Attribute
{
    public int Min { get; } = min;

    public int Max { get; } = max;
}

/// <summary>The regular expression that a string matches, and the same in words for the reader of an error.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(string pattern, string meaning) : Attribute
{
    public string Pattern { get; } = pattern;

    public string Meaning { get; } = meaning;
}
