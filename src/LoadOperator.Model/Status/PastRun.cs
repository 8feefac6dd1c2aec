using System.ComponentModel;

namespace LoadOperator.Model.Status;

/// <summary>What came out of a run that another one has followed.</summary>
public sealed record PastRun
{
    [Description("The generation of the spec that it ran.")]
    public long? Generation { get; init; }

    [Description("When it began.")]
    public DateTimeOffset? StartTime { get; init; }

    [Description("When it ended.")]
    public DateTimeOffset? CompletionTime { get; init; }

    [Description("The answer.")]
    public Verdict? Verdict { get; init; }

    [Description("How urgently a person should look.")]
    public Severity? Severity { get; init; }

    [Description("Why, in one word for programs.")]
    public string? Reason { get; init; }

    [Description("The answer in one sentence.")]
    public string? Summary { get; init; }

    [Description("The figures of the metric that decided.")]
    public Headline? Headline { get; init; }

    public static PastRun Of(LoadCampaignStatus ended) => new()
    {
        Generation = ended.ObservedGeneration,
        StartTime = ended.StartTime,
        CompletionTime = ended.CompletionTime,
        Verdict = ended.Verdict,
        Severity = ended.Severity,
        Reason = ended.Reason,
        Summary = ended.Summary,
        Headline = ended.Headline,
    };
}
