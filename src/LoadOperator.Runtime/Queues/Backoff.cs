namespace LoadOperator.Runtime.Queues;

/// <summary>Delays that double with every failure, up to a limit.</summary>
internal sealed record Backoff(TimeSpan First, TimeSpan Most)
{
    /// <param name="failures">Failures in a row, from 1.</param>
    public TimeSpan After(int failures) =>
        TimeSpan.FromTicks((long)Math.Min(Most.Ticks, First.Ticks * Math.Pow(2, Math.Min(failures - 1, 60))));

    /// <summary>The same, drawn between half of it and all of it, so that many do not return at once.</summary>
    public TimeSpan AfterWithJitter(int failures, Random random) => After(failures) * (0.5 + random.NextDouble() / 2);
}
