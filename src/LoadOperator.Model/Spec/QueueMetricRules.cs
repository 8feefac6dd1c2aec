using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>A queue is measured only where requests may have to wait for a connection.</summary>
internal static class QueueMetricRules
{
    private const string Prefix = "queue.";

    /// <summary>As <see cref="LoadCampaignSpec.HasQueue"/>.</summary>
    private const string HasQueue =
        "(has(self.load.connections) && has(self.load.connections.max)) || ((!has(self.load.connections) || !has(self.load.connections.policy) || self.load.connections.policy == 'Pool') && "
        + "(has(self.load.inject) || (has(self.load.simulations) && self.load.simulations.exists(s, has(s.inject) || has(s.rampingInject) || has(s.injectRandom) || has(s.iterationsForInject))) || "
        + "[self.candidate, has(self.comparison) && has(self.comparison.control) ? self.comparison.control : self.candidate].exists(t, has(t.protocol) && t.protocol == 'Http2')))";

    /// <summary>The rule of one of the lists that name metrics.</summary>
    /// <param name="list">Its path in the spec.</param>
    /// <param name="isThere">In CEL, that it is there.</param>
    /// <param name="name">The field of an entry that names the metric.</param>
    /// <param name="names">The metrics that it names.</param>
    public static IEnumerable<Rule<LoadCampaignSpec>> Of(string list, string isThere, string name, Func<LoadCampaignSpec, IEnumerable<string>> names) =>
    [
        new(list, "queue is measured only where a request may have to wait for a connection: with load.connections.max, or with policy Pool and an open model (inject, rampingInject, injectRandom, iterationsForInject) or protocol Http2",
            $"!({isThere}) || !self.{list}.exists(m, m.{name}.startsWith('{Prefix}')) || {HasQueue}",
            spec => spec.HasQueue || !names(spec).Any(n => n.StartsWith(Prefix, StringComparison.Ordinal))),
    ];
}
