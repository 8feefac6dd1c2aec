namespace LoadOperator.Model.Contract;

/// <summary>What a generator's wall clock showed while it answered.</summary>
public sealed record ClockReading(DateTimeOffset Now);
