namespace LoadOperator.Model.Spec;

/// <summary>A simulation with what it takes over from the one before: the level that a ramp begins at.</summary>
/// <param name="Number">Its place, from 0.</param>
/// <param name="Simulation">What it is.</param>
/// <param name="StartRate">Scenarios per second at which a <c>rampingInject</c> begins.</param>
/// <param name="StartCopies">Users with whom a <c>rampingConstant</c> begins.</param>
public sealed record LoadPhase(int Number, Simulation Simulation, double StartRate, int StartCopies)
{
    /// <summary>How long it takes; null where the target decides.</summary>
    public TimeSpan? Length => Simulation.Kind?.Length;

    /// <summary>The highest rate, in scenarios per second; 0 of a closed model.</summary>
    public double PeakRate => Simulation switch
    {
        { RampingInject: not null } => Math.Max(StartRate, EndRate),
        { InjectRandom: { } random } => random.MaxRate / random.Interval.Seconds,
        _ => EndRate,
    };

    /// <summary>The rate at its end, in scenarios per second; 0 of a closed model.</summary>
    public double EndRate => Simulation.Kind is IOpenKind open ? open.EndRate : 0;

    /// <summary>Users at its end; 0 of an open model.</summary>
    public int EndCopies => Simulation.Kind is IClosedKind closed ? closed.EndCopies : 0;

    internal double MostStarts => Simulation switch
    {
        { InjectRandom: { } random } => (double)random.MaxRate * random.Intervals,
        { IterationsForConstant: { } iterations } => iterations.Iterations,
        _ => ArrivalsOf(0),
    };

    internal double? ExpectedStarts => Simulation switch
    {
        { KeepConstant: not null } or { RampingConstant: not null } => null,
        { InjectRandom: { } random } => random.ExpectedRate * random.During.Seconds,
        _ => MostStarts,
    };

    public static IReadOnlyList<LoadPhase> Of(IReadOnlyList<Simulation> simulations)
    {
        var phases = new List<LoadPhase>();
        foreach (var simulation in simulations)
            phases.Add(new LoadPhase(phases.Count, simulation, phases.LastOrDefault()?.EndRate ?? 0, phases.LastOrDefault()?.EndCopies ?? 0));
        return phases;
    }

    /// <summary>The scenarios that it starts on a schedule; none of a closed model.</summary>
    /// <param name="seed">The seed of the round's arrivals.</param>
    public long ArrivalsOf(long seed) => Simulation switch
    {
        { Inject: { } inject } => inject.Count,
        { RampingInject: { } ramp } => (long)Math.Round((StartRate + EndRate) / 2 * ramp.During.Seconds, MidpointRounding.AwayFromZero),
        { InjectRandom: { } random } => Enumerable.Range(0, random.Intervals).Sum(i => random.CountIn(i, SeedOf(seed))),
        { IterationsForInject: { } iterations } => iterations.Iterations,
        _ => 0,
    };

    /// <summary>The seed of what this phase draws.</summary>
    public ulong SeedOf(long seed) => SeededRandom.Derive((ulong)seed, 0xA0000 + (ulong)Number);
}
