using LoadOperator.Profiling.Reading;

namespace LoadOperator.Hosting.Profiles;

/// <summary>The part of a profile that belongs to its round.</summary>
public static class MeasuredWindow
{
    /// <summary>When the round was measured: after its warm-up, on the clock of this process.</summary>
    public static TimeWindow Measured(this EndedRound round)
    {
        var from = round.Result.StartedAt + round.Plan.WarmUp.Value;
        return new TimeWindow(from, from + TimeSpan.FromSeconds(round.Result.Measurement.MeasuredSeconds));
    }
}
