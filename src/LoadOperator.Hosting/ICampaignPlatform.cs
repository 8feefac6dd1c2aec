using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Campaigns.Comparisons;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;

namespace LoadOperator.Hosting;

/// <summary>What differs between a machine and a cluster. It carries steps out and decides nothing.</summary>
public interface ICampaignPlatform
{
    /// <summary>The generators that were started last.</summary>
    GeneratorFleet Fleet { get; }

    /// <summary>Brings up the generators that are missing, and says what all of them are.</summary>
    /// <exception cref="GeneratorLostException">They cannot be had; the message says why.</exception>
    /// <exception cref="TargetUnavailableException">There is nothing to send load to.</exception>
    Task<CampaignEvent.GeneratorsReady> StartGeneratorsAsync(CampaignState state, CancellationToken cancellation);

    /// <summary>Where a side is, as generators reach it.</summary>
    TargetAddress AddressOf(Side side);

    /// <summary>What has changed about the targets since the generators became ready: null where this platform cannot see it.</summary>
    Task<IReadOnlyList<TargetChange>?> TargetChangesAsync(CampaignState state, CancellationToken cancellation);

    /// <summary>Why generators were lost, where the platform knows better than the connection that broke.</summary>
    Task<string> ExplainAsync(GeneratorLostException loss, CancellationToken cancellation);

    /// <summary>Keeps what has happened. Only what is kept is forgotten by the generators.</summary>
    /// <param name="state">The state after it.</param>
    /// <param name="round">The round that has ended, if one has.</param>
    Task KeepAsync(CampaignState state, EndedRound? round, CancellationToken cancellation);

    /// <summary>Takes the profiles; null where this platform cannot, and then campaigns that ask for them are not admitted.</summary>
    IProfiler? Profiler => null;

    /// <summary>Stores the result of a campaign that has ended.</summary>
    Task PublishAsync(CampaignState state, Failure? failure, CancellationToken cancellation);
}

/// <summary>A round, scored or not, and what came out.</summary>
public sealed record EndedRound(RoundPlan Plan, RoundResult Result);

/// <summary>A target has no address.</summary>
public sealed class TargetUnavailableException : Exception
{
    public TargetUnavailableException()
    {
    }

    public TargetUnavailableException(string message)
        : base(message)
    {
    }

    public TargetUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
