using HdrHistogram;
using LoadOperator.Model.Contract;

namespace LoadOperator.AgentClient.Rounds;

/// <summary>A round of all generators together.</summary>
/// <param name="Measurement">The figures.</param>
/// <param name="StartedAt">When the first arrival was due, warm-up included.</param>
/// <param name="ResponseTime">The merged response times, in nanoseconds.</param>
/// <param name="ServiceTime">The merged service times, in nanoseconds.</param>
/// <param name="Reports">What each generator reported.</param>
public sealed record RoundResult(RoundMeasurement Measurement, DateTimeOffset StartedAt, HistogramBase ResponseTime, HistogramBase ServiceTime, IReadOnlyList<RoundReport> Reports);
