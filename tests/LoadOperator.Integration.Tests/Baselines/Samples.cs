using LoadOperator.Model.Baselines;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Baselines;

/// <summary>Measurements as they stand in git.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static BaselineSample Of(int revision, double latencyMs = 10) => new()
    {
        Revision = revision,
        Campaign = $"from-git-{revision}",
        StartTime = Start.AddDays(revision),
        Verdict = Verdict.NoRegression,
        Images = ["sha256:old"],
        Fingerprint = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["environment.kernel"] = "other" },
        Requests = [210, 210, 210],
        Errors = [0, 0, 0],
        Metrics =
        [
            new BaselineMetric { Name = "latency.p50", Unit = "ms", Values = [latencyMs, latencyMs * 1.01, latencyMs * 0.99] },
            new BaselineMetric { Name = "errorRate", Unit = "share", Values = [0, 0, 0] },
        ],
    };
}
