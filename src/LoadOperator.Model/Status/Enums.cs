using System.Text.Json.Serialization;

namespace LoadOperator.Model.Status;

[JsonConverter(typeof(JsonStringEnumConverter<Phase>))]
public enum Phase
{
    Pending,
    Preparing,
    Running,
    Analyzing,
    Completed,
    Failed,

    /// <summary>Held by its user.</summary>
    Suspended,
}

[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>A slowdown of the margin or more is excluded.</summary>
    NoRegression,

    /// <summary>NoRegression, and significantly better than the control.</summary>
    Improvement,

    /// <summary>Worse than the margin allows, and significantly so.</summary>
    Regression,

    /// <summary>The data decide neither way.</summary>
    Inconclusive,

    /// <summary>The data carry no verdict.</summary>
    Invalid,

    /// <summary>There was no control; objectives alone were checked.</summary>
    NotCompared,
}

[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    None,

    /// <summary>A person should look.</summary>
    Review,

    Critical,
}

/// <summary>How the two sides were measured.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Design>))]
public enum Design
{
    /// <summary>Randomised or alternating adjacent pairs.</summary>
    Paired,

    /// <summary>One side only.</summary>
    CandidateOnly,

    /// <summary>The candidate now, and what it is compared with before: a blocked order.</summary>
    Historical,
}

/// <summary>On which scale a metric is compared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Scale>))]
public enum Scale
{
    /// <summary>Candidate ÷ control, on the log scale.</summary>
    Ratio,

    /// <summary>Candidate − control.</summary>
    Difference,
}

[JsonConverter(typeof(JsonStringEnumConverter<Better>))]
public enum Better
{
    Lower,
    Higher,
}

[JsonConverter(typeof(JsonStringEnumConverter<ObjectiveState>))]
public enum ObjectiveState
{
    Met,
    Missed,

    /// <summary>The bound lies inside the interval.</summary>
    Undecided,

    /// <summary>There is no value to judge.</summary>
    NoData,
}

[JsonConverter(typeof(JsonStringEnumConverter<Side>))]
public enum Side
{
    Control,
    Candidate,
}
