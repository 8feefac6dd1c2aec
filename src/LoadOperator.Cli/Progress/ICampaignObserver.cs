using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model.Contract;

namespace LoadOperator.Cli.Progress;

/// <summary>Is told how a campaign goes. Called from one thread at a time.</summary>
internal interface ICampaignObserver : IAsyncDisposable
{
    void Decided(Decision decision, CampaignState state);

    void RoundIsUnderWay(IReadOnlyList<RoundReport> reports);

    void Happened(CampaignEvent happened, CampaignState state);
}
