using System.ComponentModel;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>Which connection a request takes, and how many there may be.</summary>
public sealed record Connections : IHasRules<Connections>
{
    [Description("Pool: requests share keep-alive connections, as those of a service that calls another do. PerUser: every user of a closed model, every arrival of an open one, has a connection of its own for as long as it is there. PerRequest: every request opens one and asks the target to close it (with HTTP/2, closes it). A connection of HTTP/2 carries many requests at a time: with Pool all share one to each endpoint, and more where the target's limit of concurrent streams is reached; or as many as max says.")]
    public ConnectionPolicy Policy { get; init; } = ConnectionPolicy.Pool;

    [Description("The most connections to a side that are open at a time, of all generators together. A request for which there is none waits. With Pool over HTTP/2 there are so many, to the endpoints in turn, and a request takes the one that has the fewest under way; it waits where the target allows no more on it. Default: as many as are needed.")]
    [Bounds(1, 1_000_000)]
    public int? Max { get; init; }

    public static IReadOnlyList<Rule<Connections>> Rules { get; } =
    [
        new("max", "not allowed with policy PerUser: a user keeps its connection, so the others would wait for as long as it is there", "!has(self.max) || !has(self.policy) || self.policy != 'PerUser'",
            connections => connections.Max is null || connections.Policy != ConnectionPolicy.PerUser),
    ];
}
