using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model.Contract;

namespace LoadOperator.Hosting;

/// <summary>Is told how a campaign goes. Called from one thread at a time.</summary>
public interface ICampaignObserver : IAsyncDisposable
{
    void Decided(Decision decision, CampaignState state);

    void RoundIsUnderWay(IReadOnlyList<RoundReport> reports);

    void Happened(CampaignEvent happened, CampaignState state);
}
