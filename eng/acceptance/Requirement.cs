using System.Globalization;
using LoadOperator.Statistics.Counts;

namespace LoadOperator.Acceptance;

/// <summary>The shares that are accepted.</summary>
internal sealed record Requirement(double Low, double High, string Text)
{
    /// <summary>A share is called wrong only where chance would make it so in less than one of this many cells.</summary>
    private const double Doubt = 1e-3;

    public static Requirement AtMost(double share) => new(0, share, $"at most {Percent(share)}");

    public static Requirement Between(double low, double high) => new(low, high, $"{Percent(low)} to {Percent(high)}");

    /// <summary>A figure that was simulated elsewhere, to be met within 0.02.</summary>
    public static Requirement Near(double share) => new(share - 0.02, share + 0.02, share.ToString("0.000", CultureInfo.InvariantCulture) + " ± 0.02");

    /// <summary>Whether the true share may lie where it is accepted, by Clopper and Pearson's bounds.</summary>
    public bool IsMet(long hits, long trials) => Binomial.LowerBound(hits, trials, 1 - Doubt) <= High && Binomial.UpperBound(hits, trials, 1 - Doubt) >= Low;

    private static string Percent(double share) => (share * 100).ToString("0.0#", CultureInfo.InvariantCulture) + " %";
}
