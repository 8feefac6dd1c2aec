using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Acceptance;

/// <summary>Everything that is required of the verdict.</summary>
internal static class Cells
{
    private const string FalseAlarms = "False alarms: the same version on both sides";
    private const string Several = "Several metrics, and several looks";
    private const string Power = "Power: control rounds N(1, CV), candidate rounds N(1 + δ, CV)";
    private const string Claims = "Claims";
    private const string Settled = "Rounds that did not settle: the P95 of each second, with a memory ρ from one second to the next";

    private const double Alpha = 0.01;

    public static IReadOnlyList<Cell> All { get; } = [.. AlarmCells(), .. SeveralCells(), .. PowerCells(), .. ClaimCells(), .. SettlingCells()];

    private static IEnumerable<Cell> AlarmCells()
    {
        Noise[] models =
        [
            Noise.Normal(0.02), Noise.Normal(0.05), Noise.LogNormal(0.05), Noise.LogNormal(0.3),
            Noise.Autoregressive(0.5), Noise.Autoregressive(0.8), Noise.Autoregressive(0.95),
            Noise.Drift, Noise.Outliers, Noise.Bimodal, Noise.UnequalWidth, Noise.Ties,
        ];
        foreach (var noise in models)
            yield return new Cell(FalseAlarms, $"{noise.Name}; 10 pairs; p < 0.01", new SimulatedCampaign(noise, 10), (metrics, _) => metrics[0].PValue < Alpha, Requirement.AtMost(0.012));
        foreach (var cv in new[] { 0.02, 0.03, 0.05 })
        {
            foreach (var pairs in new[] { 5, 10, 20 })
                yield return new Cell(FalseAlarms, $"normal, CV {cv:0%}; {pairs} pairs; Regression", new SimulatedCampaign(Noise.Normal(cv), pairs), (metrics, _) => IsRegression(metrics), Requirement.AtMost(0.005));
        }
    }

    private static IEnumerable<Cell> SeveralCells()
    {
        yield return new Cell(Several, "12 gating metrics, nothing changed; any adjusted p < 0.01", new SimulatedCampaign(Noise.Normal(0.03), 10) { Metrics = 12 }, (metrics, _) => metrics.Any(m => m.PAdjusted < Alpha), Requirement.AtMost(0.012));
        foreach (var (count, most) in new[] { (5, 20), (8, 20), (10, 20) })
        {
            var campaign = new SimulatedCampaign(Noise.Normal(0.05), count) { MaxPairs = most };
            yield return new Cell(Several, $"{count} to {most} pairs, CV 5%, nothing changed; p below the level of any look", campaign, (metrics, levels) => metrics[0].PValue < levels.Alpha, Requirement.AtMost(0.012));
            yield return new Cell(Several, $"{count} to {most} pairs, CV 5%, truly 5 % slower; NoRegression at any look", campaign with { Effect = 0.05 }, (metrics, _) => IsNoRegression(metrics), Requirement.AtMost(0.055));
        }
    }

    private static IEnumerable<Cell> PowerCells()
    {
        (double Cv, int N, double[] Paired, double[] Welch)[] table =
        [
            (0.02, 8, [0.991, 1.000, 0.997], [0.992, 1.000, 0.999]),
            (0.03, 5, [0.429, 0.697, 0.677], [0.637, 0.904, 0.743]),
            (0.03, 8, [0.860, 0.990, 0.897], [0.933, 0.999, 0.925]),
            (0.03, 10, [0.951, 1.000, 0.953], [0.963, 1.000, 0.967]),
            (0.05, 10, [0.561, 0.850, 0.644], [0.662, 0.924, 0.669]),
            (0.05, 20, [0.928, 0.998, 0.907], [0.936, 0.999, 0.917]),
        ];
        foreach (var (cv, n, paired, welch) in table)
        {
            foreach (var (test, name, figures) in new[] { (TestChoice.Paired, "paired", paired), (TestChoice.Welch, "Welch on logs", welch) })
            {
                var campaign = new SimulatedCampaign(Noise.Normal(cv), n) { Test = test };
                yield return new Cell(Power, $"CV {cv:0%}, n = {n}, {name}; +7.5 % is a Regression", campaign with { Effect = 0.075 }, (metrics, _) => IsRegression(metrics), Requirement.Near(figures[0]));
                yield return new Cell(Power, $"CV {cv:0%}, n = {n}, {name}; +10 % is a Regression", campaign with { Effect = 0.1 }, (metrics, _) => IsRegression(metrics), Requirement.Near(figures[1]));
                yield return new Cell(Power, $"CV {cv:0%}, n = {n}, {name}; no change is NoRegression", campaign, (metrics, _) => IsNoRegression(metrics), Requirement.Near(figures[2]));
            }
        }

        yield return new Cell(Power, "AR(1), ρ 0.8, CV 5%, n = 10, paired; +5 % has p < 0.01", new SimulatedCampaign(Noise.Autoregressive(0.8), 10) { Effect = 0.05, Test = TestChoice.Paired }, (metrics, _) => metrics[0].PValue < Alpha, Requirement.Near(0.91));
        yield return new Cell(Power, "AR(1), ρ 0.8, CV 5%, n = 10, Welch on logs; +5 % has p < 0.01", new SimulatedCampaign(Noise.Autoregressive(0.8), 10) { Effect = 0.05, Test = TestChoice.Welch }, (metrics, _) => metrics[0].PValue < Alpha, Requirement.Near(0.49));
    }

    private static IEnumerable<Cell> ClaimCells()
    {
        foreach (var (test, name) in new[] { (TestChoice.Paired, "paired"), (TestChoice.Welch, "Welch on logs") })
        {
            foreach (var n in new[] { 5, 10, 20 })
                yield return new Cell(Claims, $"CV 3%, n = {n}, {name}; truly 5 % slower; NoRegression", new SimulatedCampaign(Noise.Normal(0.03), n) { Effect = 0.05, Test = test }, (metrics, _) => IsNoRegression(metrics), Requirement.AtMost(0.055));
            foreach (var n in new[] { 10, 20 })
                yield return new Cell(Claims, $"CV 5%, n = {n}, {name}; no change; the 95 % interval holds the true delta", new SimulatedCampaign(Noise.Normal(0.05), n) { Test = test }, (metrics, _) => metrics[0].DeltaCi95 is [<= 0, >= 0], Requirement.Between(0.94, 0.96));
        }
    }

    private static IEnumerable<Cell> SettlingCells()
    {
        foreach (var (seconds, rho, most) in new[] { (10, 0.0, 0.01), (30, 0.0, 0.01), (10, 0.5, 0.025), (30, 0.5, 0.025), (60, 0.5, 0.02), (30, 0.8, 0.05) })
            yield return new Cell(Settled, $"{seconds} s, ρ {rho:0.0}, CV 10%, no trend; marked", dice => new SimulatedRound(seconds, rho, 0.1).IsMarked(dice), Requirement.AtMost(most));
        foreach (var (seconds, rho, cv, least) in new[] { (12, 0.0, 0.05, 0.8), (30, 0.0, 0.1, 0.95), (30, 0.5, 0.05, 0.85), (60, 0.5, 0.1, 0.9) })
            yield return new Cell(Settled, $"{seconds} s, ρ {rho:0.0}, CV {cv:0%}, rising by half; marked", dice => new SimulatedRound(seconds, rho, cv) { Rise = 0.5 }.IsMarked(dice), Requirement.Between(least, 1));
        yield return new Cell(Settled, "60 s, ρ 0.0, CV 5%, rising by 5 %, which is too little to matter; marked", dice => new SimulatedRound(60, 0, 0.05) { Rise = 0.05 }.IsMarked(dice), Requirement.AtMost(0.05));
    }

    private static bool IsRegression(IReadOnlyList<MetricStatus> metrics) => metrics.Any(m => m.Verdict == Verdict.Regression);

    private static bool IsNoRegression(IReadOnlyList<MetricStatus> metrics) => metrics.All(m => m.Verdict is Verdict.NoRegression or Verdict.Improvement);
}
