using System.Diagnostics;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.Operator.Telemetry;

/// <summary>Counts and traces what an observer is told.</summary>
internal sealed class ObservedCampaign(LoadCampaign campaign, ICampaignObserver inner) : ICampaignObserver
{
    private Activity? _round;

    public void Decided(Decision decision, CampaignState state)
    {
        _round = OperatorTracing.Begin(campaign, decision.Step);
        inner.Decided(decision, state);
    }

    public void RoundIsUnderWay(IReadOnlyList<RoundReport> reports) => inner.RoundIsUnderWay(reports);

    public void Happened(CampaignEvent happened, CampaignState state)
    {
        OperatorMetrics.Happened(happened, state);
        OperatorTracing.End(_round, happened, state);
        _round = null;
        inner.Happened(happened, state);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
