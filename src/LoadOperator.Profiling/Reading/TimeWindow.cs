namespace LoadOperator.Profiling.Reading;

/// <summary>The part of a trace that counts.</summary>
public sealed record TimeWindow(DateTimeOffset From, DateTimeOffset To)
{
    public static TimeWindow Everything { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
}
