using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;
using LoadOperator.Model.Contract;

namespace LoadOperator.Cli.Progress;

/// <summary>A line for each thing that happens, for logs.</summary>
internal sealed class PlainProgress(TextWriter output, CampaignPlan plan, TimeProvider clock) : ICampaignObserver
{
    private DateTimeOffset _stepStartedAt;

    public void Decided(Decision decision, CampaignState state)
    {
        _stepStartedAt = clock.GetUtcNow();
        if (decision.Step is CampaignStep.RunRound { Id: var id } && id.Side == plan.Order[id.Pair - 1][0])
        {
            var progress = new CampaignProgress(plan, state, decision);
            Say($"{progress.PairsDone} of {plan.Pairs} {(plan.HasControl ? "pairs" : "rounds")} done, about {progress.TimeLeft(_stepStartedAt, _stepStartedAt):h\\:mm\\:ss} left");
        }
    }

    public void RoundIsUnderWay(IReadOnlyList<RoundReport> reports)
    {
        // A log wants results, not movement.
    }

    public void Happened(CampaignEvent happened, CampaignState state)
    {
        if (CampaignProgress.Describe(happened, state) is { } line) Say(line);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A terminal that is gone, or a full disk under a log, must not cost the campaign its result.</summary>
    private void Say(string line)
    {
        try
        {
            output.WriteLine(line);
        }
        catch (IOException)
        {
        }
    }
}
