using LoadOperator.Campaigns.Planning;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Acceptance;

/// <summary>A campaign in randomised adjacent pairs whose rounds are drawn, and judged by the judge of real ones.</summary>
internal sealed record SimulatedCampaign(Noise Noise, int Pairs)
{
    private Looks? _looks;

    /// <summary>By how much the candidate is truly slower; its rounds are the noise plus this.</summary>
    public double Effect { get; init; }

    public TestChoice Test { get; init; } = TestChoice.Auto;

    /// <summary>Gating metrics, each with noise of its own.</summary>
    public int Metrics { get; init; } = 1;

    /// <summary>Where it is more than <see cref="Pairs"/>, the campaign may extend itself.</summary>
    public int? MaxPairs { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The metrics as they are judged at each look up to the one that decides, or the last, with the levels of that look.</returns>
    public IEnumerable<(IReadOnlyList<MetricStatus> Metrics, Analysis Levels)> Run(Dice dice)
    {
        // Once for all campaigns: the levels of the looks take longer to find than a campaign to judge.
        var looks = _looks ??= Looks.Of(new Rounds { Count = Pairs, MaxCount = MaxPairs });
        var rounds = Enumerable.Range(0, Metrics).Select(_ => Draw(dice, looks.Pairs[^1])).ToList();
        foreach (var look in looks.Pairs)
        {
            var levels = looks.Apply(new Analysis { Test = Test }, look);
            var metrics = CampaignVerdict.Judge([.. rounds.Select((values, i) => new MetricInput(new MetricSpec { Name = $"latency.p{50 + i}" }, levels, Side(values.Control, look), Side(values.Candidate, look)))]);
            yield return (metrics, levels);
            if (metrics.All(m => m.Verdict != Verdict.Inconclusive)) yield break;
        }
    }

    private (double[] Control, double[] Candidate) Draw(Dice dice, int pairs)
    {
        var values = Noise.Draw(dice, 2 * pairs);
        double[] control = new double[pairs], candidate = new double[pairs];
        for (var pair = 0; pair < pairs; pair++)
        {
            var (first, second) = (values[2 * pair], values[2 * pair + 1]);
            var (old, @new) = dice.Coin() ? (first, second) : (second, first);
            control[pair] = old;
            candidate[pair] = 1 + Effect + Noise.CandidateWidth * (@new - 1);
        }

        return (control, candidate);
    }

    private static SideValues Side(double[] values, int pairs) => new(values[..pairs], [.. Enumerable.Repeat(100_000L, pairs)], [.. Enumerable.Repeat(0L, pairs)]);
}
