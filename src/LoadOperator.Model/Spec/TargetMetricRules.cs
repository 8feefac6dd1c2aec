using LoadOperator.Model.Metrics;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Spec;

/// <summary>Metrics of the targets' processes are measured where these are profiled, and not every profile has them all.</summary>
internal static class TargetMetricRules
{
    /// <summary>The rules of one of the lists that name metrics.</summary>
    /// <param name="list">Its path in the spec.</param>
    /// <param name="isThere">In CEL, that it is there.</param>
    /// <param name="name">The field of an entry that names the metric.</param>
    /// <param name="names">The metrics that it names.</param>
    public static IEnumerable<Rule<LoadCampaignSpec>> Of(string list, string isThere, string name, Func<LoadCampaignSpec, IEnumerable<string>> names) =>
    [
        new(list, "target.* is measured in profiled rounds: it needs profiling with when: Always",
            $"!({isThere}) || !self.{list}.exists(m, m.{name}.startsWith('{MetricName.TargetPrefix}')) || (has(self.profiling) && has(self.profiling.when) && self.profiling.when == 'Always')",
            spec => !names(spec).Any(n => n.StartsWith(MetricName.TargetPrefix, StringComparison.Ordinal)) || spec.Profiling?.When == ProfilingTime.Always),
        new(list, "target.gcPause needs profiling.dotnetTrace, target.allocation that or pprof, target.rss dotnetTrace or counters: the others do not see it",
            $"!({isThere}) || !has(self.profiling) || !self.{list}.exists(m, (m.{name} == 'target.gcPause' && !has(self.profiling.dotnetTrace)) || (m.{name} == 'target.allocation' && has(self.profiling.counters)) || (m.{name} == 'target.rss' && has(self.profiling.pprof)))",
            spec => spec.Profiling is not { } profiling || !names(spec).Any(n => (n == "target.gcPause" && profiling.DotnetTrace is null) || (n == "target.allocation" && profiling.Counters is not null) || (n == "target.rss" && profiling.Pprof is not null))),
        new(list, "target.cpu and target.rss are of the target's process, which dotnetTrace.via: Port does not show",
            $"!({isThere}) || !has(self.profiling) || !has(self.profiling.dotnetTrace) || !has(self.profiling.dotnetTrace.via) || self.profiling.dotnetTrace.via != 'Port' || !self.{list}.exists(m, m.{name} in ['target.cpu', 'target.rss'])",
            spec => spec.Profiling?.DotnetTrace?.Via != TraceWay.Port || !names(spec).Any(n => n is "target.cpu" or "target.rss")),
    ];
}
