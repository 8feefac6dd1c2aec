using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Rounds;

/// <summary>The slowest sampled requests of each side, over the rounds that were valid; kept up round by round.</summary>
internal static class SlowestSoFar
{
    public static IReadOnlyList<TraceStatus> With(this IReadOnlyList<TraceStatus> soFar, RoundId id, IReadOnlyList<TracedRequest> round) =>
    [
        .. soFar.Concat(round.Select(t => new TraceStatus { Side = id.Side, TraceId = t.TraceId, Round = $"{id}", Scenario = t.Scenario, Step = t.Step, Milliseconds = Math.Round(t.Milliseconds, 3), Error = t.Error }))
            .GroupBy(t => t.Side)
            .OrderBy(side => side.Key)
            .SelectMany(side => side.OrderByDescending(t => t.Milliseconds).Take(TracedRequest.MostKept)),
    ];
}
