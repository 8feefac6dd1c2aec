namespace LoadOperator.Profiling.Reading;

/// <summary>The part of a trace that counts.</summary>
public sealed record TimeWindow(DateTimeOffset From, DateTimeOffset To)
{
    public static TimeWindow Everything { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>What of it lies between two times; a window of no time where nothing does.</summary>
    public TimeWindow Within(DateTimeOffset earliest, DateTimeOffset latest)
    {
        var from = From > earliest ? From : earliest;
        var to = To < latest ? To : latest;
        return new TimeWindow(from, to > from ? to : from);
    }
}
