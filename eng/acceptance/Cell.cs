using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Acceptance;

/// <summary>One figure of the acceptance tables: how often something happens in simulated campaigns, and how often it may.</summary>
/// <param name="Table">The table that it stands in.</param>
/// <param name="Name">What is simulated.</param>
/// <param name="Happens">Whether it happens in one of them.</param>
/// <param name="Required">How often it may.</param>
internal sealed record Cell(string Table, string Name, Func<Dice, bool> Happens, Requirement Required)
{
    /// <param name="campaign">The campaign.</param>
    /// <param name="counts">Whether the look at the end (or any look) counts.</param>
    public Cell(string table, string name, SimulatedCampaign campaign, Func<IReadOnlyList<MetricStatus>, Analysis, bool> counts, Requirement required)
        : this(table, name, dice => campaign.Run(dice).Any(look => counts(look.Metrics, look.Levels)), required)
    {
    }

    /// <summary>Simulates so many campaigns, on all cores; the outcome depends on their number alone.</summary>
    public CellResult Run(int campaigns)
    {
        long hits = 0;
        var seed = Table.Concat(Name).Aggregate(14695981039346656037UL, (hash, c) => unchecked((hash ^ c) * 1099511628211UL));
        Parallel.For(0, campaigns, () => 0L, (i, _, own) => own + (Happens(new Dice(SeededRandom.Derive(seed, (ulong)i))) ? 1 : 0), own => Interlocked.Add(ref hits, own));
        return new CellResult(this, hits, campaigns);
    }
}

/// <summary>What came out.</summary>
internal sealed record CellResult(Cell Cell, long Hits, int Campaigns)
{
    public bool IsMet => Cell.Required.IsMet(Hits, Campaigns);
}
