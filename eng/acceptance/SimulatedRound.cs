using LoadOperator.Campaigns.Rounds;

namespace LoadOperator.Acceptance;

/// <summary>A round whose P95 varies from second to second, and remembers a part of it.</summary>
/// <param name="Seconds">How long it is.</param>
/// <param name="Rho">The correlation of one second with the next.</param>
/// <param name="Cv">How much a second varies.</param>
internal sealed record SimulatedRound(int Seconds, double Rho, double Cv)
{
    /// <summary>By how much the P95 rises from the first second to the last.</summary>
    public double Rise { get; init; }

    /// <summary>Whether the judge of real rounds says that it did not settle.</summary>
    public bool IsMarked(Dice dice)
    {
        var series = new double[Seconds];
        var state = dice.Normal();
        for (var second = 0; second < Seconds; second++)
        {
            series[second] = 20 * Math.Exp(Cv * state + Math.Log(1 + Rise) * second / (Seconds - 1));
            state = Rho * state + Math.Sqrt(1 - Rho * Rho) * dice.Normal();
        }

        return Settling.Of(series) is { IsUnsettled: true };
    }
}
