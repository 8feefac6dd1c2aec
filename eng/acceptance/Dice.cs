using LoadOperator.Model;

namespace LoadOperator.Acceptance;

/// <summary>The chance in one simulated campaign: the same for the same seed, on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private SeededRandom _random = new(seed);

    public double Uniform() => _random.NextDouble();

    public bool Coin() => _random.NextInteger(0, 1) == 1;

    /// <summary>A standard normal number (G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29, 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
}
