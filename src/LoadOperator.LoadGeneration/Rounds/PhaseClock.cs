namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>The time of a phase of arrivals.</summary>
/// <param name="Phase">Its number; the warm-up is 0.</param>
/// <param name="StartNs">When it begins, by the monotonic clock.</param>
/// <param name="LateAfterNs">How long after it was due an arrival is late.</param>
internal readonly record struct PhaseClock(int Phase, long StartNs, bool IsMeasured, long LateAfterNs);
