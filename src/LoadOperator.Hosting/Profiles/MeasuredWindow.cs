using LoadOperator.Profiling.Reading;

namespace LoadOperator.Hosting.Profiles;

/// <summary>The part of a profile that belongs to its round.</summary>
public static class MeasuredWindow
{
    /// <summary>When the requests that were measured were served: after the warm-up, until none was under way. That may be long after the load has ended.</summary>
    /// <param name="endedAt">When the round had ended, on the clock of this process.</param>
    public static TimeWindow MeasuredUntil(this EndedRound round, DateTimeOffset endedAt) => new(round.Result.StartedAt + round.Plan.WarmUp.Value, endedAt);
}
