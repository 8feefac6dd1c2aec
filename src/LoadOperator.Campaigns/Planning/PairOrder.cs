using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Planning;

/// <summary>
/// The order of the two rounds of every pair. Adjacent rounds share the conditions of their time; that each side comes
/// first equally often keeps what the first round does to the second out of the comparison.
/// </summary>
internal static class PairOrder
{
    private static readonly IReadOnlyList<Side> ControlFirst = [Side.Control, Side.Candidate];
    private static readonly IReadOnlyList<Side> CandidateFirst = [Side.Candidate, Side.Control];

    /// <param name="looks">The numbers of pairs after which the campaign may end: between any two of them each side comes first equally often too.</param>
    public static IReadOnlyList<IReadOnlyList<Side>> Of(IReadOnlyList<int> looks, RoundOrder order, ulong seed)
    {
        if (order == RoundOrder.Alternating) return [.. Enumerable.Range(0, looks[^1]).Select(Alternate)];
        var random = new SeededRandom(SeededRandom.Derive(seed, 0));
        var orders = new List<IReadOnlyList<Side>>();
        foreach (var look in looks) orders.AddRange(Shuffled(look - orders.Count, ref random));
        return orders;
    }

    private static IReadOnlyList<Side>[] Shuffled(int pairs, ref SeededRandom random)
    {
        var orders = Enumerable.Range(0, pairs).Select(Alternate).ToArray();
        // With an odd number of pairs, the draw decides which side comes first once more.
        if (pairs % 2 == 1 && random.NextInteger(0, 1) == 1) orders[^1] = CandidateFirst;
        for (var i = pairs - 1; i > 0; i--)
        {
            var j = (int)random.NextInteger(0, i);
            (orders[i], orders[j]) = (orders[j], orders[i]);
        }

        return orders;
    }

    private static IReadOnlyList<Side> Alternate(int pair) => pair % 2 == 0 ? ControlFirst : CandidateFirst;
}
