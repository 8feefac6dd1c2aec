using LoadOperator.Campaigns.Lifecycle;

namespace LoadOperator.Hosting;

/// <summary>Takes profiles of the targets while rounds that are not scored load them.</summary>
public interface IProfiler
{
    /// <summary>Takes the profile of a step and keeps it.</summary>
    /// <param name="run">Runs the round that is to be profiled.</param>
    Task<ProfiledRound> CaptureAsync(CampaignStep.Profile step, Func<Task<EndedRound>> run, CancellationToken cancellation);
}

/// <summary>A round that was profiled, or was to be.</summary>
/// <param name="Round">The round; null where it was not run, for want of a trace.</param>
/// <param name="Trouble">Why there is no profile of it, or null.</param>
/// <param name="Target">What the profile says of the metrics of the target that were asked for.</param>
public sealed record ProfiledRound(EndedRound? Round, string? Trouble, IReadOnlyDictionary<string, double>? Target = null);
