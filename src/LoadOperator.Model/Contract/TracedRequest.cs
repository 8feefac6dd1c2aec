namespace LoadOperator.Model.Contract;

/// <summary>A request whose trace the target was asked to record.</summary>
/// <param name="TraceId">The id of its trace, 32 hexadecimal digits.</param>
/// <param name="Milliseconds">Its response time.</param>
/// <param name="Error">The kind of error, or null where there was none.</param>
public sealed record TracedRequest(string TraceId, string Scenario, string Step, double Milliseconds, string? Error)
{
    /// <summary>How many a generator reports of a round, and a result of a side.</summary>
    public const int MostKept = 5;
}
