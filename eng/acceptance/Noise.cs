namespace LoadOperator.Acceptance;

/// <summary>How rounds vary that measure the same thing: values around 1, in the order of time.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Draw">Draws the values of so many rounds.</param>
internal sealed record Noise(string Name, Func<Dice, int, double[]> Draw)
{
    /// <summary>How much wider the candidate varies.</summary>
    public double CandidateWidth { get; init; } = 1;

    public static Noise Normal(double cv) => Each($"normal, CV {cv:0%}", dice => 1 + cv * dice.Normal());

    public static Noise LogNormal(double sigma) => Each($"log-normal, σ {sigma:0.0#}", dice => Math.Exp(sigma * dice.Normal()));

    /// <summary>What one round was like lingers in the next.</summary>
    public static Noise Autoregressive(double rho) => new($"AR(1), ρ {rho:0.0#}, CV 5%", (dice, rounds) =>
    {
        var values = new double[rounds];
        var state = dice.Normal();
        for (var i = 0; i < rounds; i++)
        {
            values[i] = 1 + 0.05 * state;
            state = rho * state + Math.Sqrt(1 - rho * rho) * dice.Normal();
        }

        return values;
    });

    /// <summary>The machine gets slower by a fifth over the campaign.</summary>
    public static Noise Drift { get; } = new("drift of 20 %, CV 3%", (dice, rounds) => [.. Enumerable.Range(0, rounds).Select(i => 1 + 0.2 * i / rounds + 0.03 * dice.Normal())]);

    public static Noise Outliers { get; } = Each("a tenth of the rounds half as slow again, CV 3%", dice => (1 + 0.03 * dice.Normal()) * (dice.Uniform() < 0.1 ? 1.5 : 1));

    public static Noise Bimodal { get; } = Each("two groups 10 % apart, CV 1%", dice => (1 + 0.01 * dice.Normal()) * (dice.Coin() ? 1.1 : 1));

    public static Noise UnequalWidth { get; } = Normal(0.03) with { Name = "normal, CV 3%, candidate three times as wide", CandidateWidth = 3 };

    /// <summary>A clock that ticks in steps of 2 %.</summary>
    public static Noise Ties { get; } = Each("normal, CV 3%, rounded to 2 %", dice => Math.Round((1 + 0.03 * dice.Normal()) / 0.02) * 0.02);

    private static Noise Each(string name, Func<Dice, double> draw) => new(name, (dice, rounds) =>
    {
        var values = new double[rounds];
        for (var i = 0; i < rounds; i++) values[i] = draw(dice);
        return values;
    });
}
