namespace LoadOperator.LoadGeneration.Arrivals;

/// <summary>A rate that goes evenly from one value to another. Its integral over time is a parabola, which has an inverse in closed form.</summary>
/// <param name="Start">Arrivals per second at its start.</param>
/// <param name="End">Arrivals per second at its end.</param>
/// <param name="Seconds">How long it takes.</param>
internal readonly record struct LinearRate(double Start, double End, double Seconds)
{
    /// <summary>Arrivals in all of it.</summary>
    public double Total => (Start + End) / 2 * Seconds;

    /// <summary>
    /// The time t, in seconds, at which Start·t + (End − Start)·t²/(2·Seconds) reaches so many arrivals: 2k/(Start + √(Start² + 2ck)) with
    /// c = (End − Start)/Seconds. This form of the quadratic's root subtracts nothing that is nearly equal, also where the rate hardly changes.
    /// </summary>
    public double TimeOf(double arrivals)
    {
        if (arrivals <= 0) return 0;
        var underRoot = Start * Start + 2 * (End - Start) / Seconds * arrivals;
        return Math.Min(Seconds, 2 * arrivals / (Start + Math.Sqrt(Math.Max(0, underRoot))));
    }
}
