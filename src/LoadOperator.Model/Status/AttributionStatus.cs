using System.ComponentModel;
using System.Text.Json.Serialization;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Status;

/// <summary>What the profiles of both sides say of why they differ. It never changes the verdict.</summary>
public sealed record AttributionStatus
{
    /// <summary>Methods that a status names.</summary>
    public const int MostMovers = 20;

    /// <summary>Kinds of cost and counters that a status has.</summary>
    public const int MostCosts = 32;

    [Description("What went together with the change of the metric that decided, in words.")]
    public required string Summary { get; init; }

    [Description("Profiles of the control.")]
    public required int ControlProfiles { get; init; }

    [Description("Profiles of the candidate.")]
    public required int CandidateProfiles { get; init; }

    [Description("What costs are counted for: request (served by the profiled process), or second where nobody counted requests.")]
    public required string Per { get; init; }

    [Description("Methods that were dear enough to be tested, counted once for each kind of cost and measure.")]
    public int Tested { get; init; }

    [Description("The methods whose cost differs, the weightiest first. Of all that were tested, at most 5 % are named falsely in expectation.")]
    [Items(0, MostMovers)]
    public IReadOnlyList<MethodStatus> Movers { get; init; } = [];

    [Description("All methods together by kind of cost, and the counters of the process, each with its own p: for information.")]
    [Items(0, MostCosts)]
    public IReadOnlyList<CostStatus> Costs { get; init; } = [];

    [Description("Why there are no more profiles, where there are fewer than were to be taken.")]
    public string? Missing { get; init; }

    [Description("How profilers got at the processes of the targets' pods.")]
    [Items(0, 2)]
    public IReadOnlyList<ProfilerAccessStatus>? Access { get; init; }

    [Description("By how much profiling slowed each side: the metric that decided, in profiled rounds against scored ones; 0.03 is 3 %.")]
    public OverheadStatus? Overhead { get; init; }

    [Description("What has become of what the campaign named in comparison.verifies had blamed.")]
    public VerificationStatus? Verification { get; init; }

    [Description("What a reader should know beside it.")]
    [Items(0, 16)]
    public IReadOnlyList<string>? Notes { get; init; }
}

public sealed record OverheadStatus
{
    [Description("Of the control.")]
    public double? Control { get; init; }

    [Description("Of the candidate.")]
    public double? Candidate { get; init; }
}

/// <summary>A cost on both sides: means over profiles.</summary>
public record CostStatus
{
    [Description("What was spent, such as cpu, allocation, lock, wait, sleep, exceptions, or a counter: counter.cpu, counter.gcPause, counter.throttled, counter.pageFaults.major, counter.rss.")]
    public required string Cost { get; init; }

    [Description("The unit of the values: ms or bytes; none for a count.")]
    public string? Unit { get; init; }

    [Description("True for a gauge, such as memory in use or the length of a queue: its values are no sums, and are not divided by requests.")]
    public bool? Gauge { get; init; }

    [Description("The control's mean.")]
    public required double Control { get; init; }

    [Description("The candidate's mean.")]
    public required double Candidate { get; init; }

    [Description("The 95 % interval of the difference candidate − control.")]
    [Items(0, 2)]
    public IReadOnlyList<double>? Ci95 { get; init; }

    [Description("The two-sided p value of no difference.")]
    public double? PValue { get; init; }

    [JsonIgnore]
    public double Delta => Candidate - Control;
}

public sealed record MethodStatus : CostStatus
{
    [Description("The method, as its author would call it.")]
    [Length(1, 512)]
    public required string Method { get; init; }

    [Description("Exclusive: its own cost and that of the platform's code that it called. Inclusive: of every stack that it is on.")]
    public required string Measure { get; init; }

    [Description("Grew, Shrank, New or Gone.")]
    public required string Change { get; init; }

    [Description("The p value, adjusted for all methods that were tested (Benjamini and Hochberg).")]
    public required double QValue { get; init; }

    [Description("The difference as a share of what a request costs the control in all; 0.1 is 10 %.")]
    public required double Weight { get; init; }
}
