using System.Globalization;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Model.Status;

namespace LoadOperator.Campaigns.Lifecycle;

/// <summary>What a host is to do next. It reports back with a <see cref="CampaignEvent"/>.</summary>
public abstract record CampaignStep
{
    /// <summary>Bring up the generators: those that are missing, or all.</summary>
    public sealed record StartGenerators : CampaignStep;

    /// <summary>Run one second of unscored load against a side.</summary>
    /// <param name="Number">Counts the side's warm-up rounds from 1.</param>
    public sealed record WarmUp(Side Side, int Number) : CampaignStep;

    /// <summary>Run a scored round.</summary>
    public sealed record RunRound(RoundId Id) : CampaignStep;

    /// <summary>Run a round that is not scored, and profile the side that it loads.</summary>
    /// <param name="Pair">Counts the pairs of profiles from 1.</param>
    public sealed record Profile(int Pair, Side Side) : CampaignStep
    {
        /// <summary>When profiles were begun anew; null the first time. Generators still know the rounds of before.</summary>
        public DateTimeOffset? Anew { get; init; }

        /// <summary>The name that files and generators use.</summary>
        public string Id => string.Create(CultureInfo.InvariantCulture, $"profile-{Pair:00}-{(Side == Side.Control ? "control" : "candidate")}{(Anew is { } at ? $"-{at.ToUnixTimeMilliseconds()}" : "")}");
    }

    /// <summary>Reach the verdict and store the result.</summary>
    /// <param name="Failure">Why the campaign failed, or null where it completed.</param>
    public sealed record Publish(Failure? Failure) : CampaignStep;

    /// <summary>Nothing is left to do.</summary>
    public sealed record Finish : CampaignStep;
}

/// <summary>The next step, the phase that it belongs to, and the time at which it is to be given up.</summary>
/// <param name="GiveUpAt">The campaign's deadline, or the time at which a step that has not ended never will.</param>
public sealed record Decision(Phase Phase, CampaignStep Step, DateTimeOffset GiveUpAt);
