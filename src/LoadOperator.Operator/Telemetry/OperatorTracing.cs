using System.Diagnostics;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model;

namespace LoadOperator.Operator.Telemetry;

/// <summary>The traces of campaigns: one for each round. docs/reference/telemetry.md lists them.</summary>
internal static class OperatorTracing
{
    public const string SourceName = "LoadOperator.Operator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A round begins, if the step is one.</summary>
    /// <returns>Null where it is none, or nobody listens.</returns>
    public static Activity? Begin(LoadCampaign campaign, CampaignStep step)
    {
        // A campaign begins within a reconcile, and is no part of it.
        Activity.Current = null;
        var activity = step switch
        {
            CampaignStep.RunRound => Source.StartActivity("round"),
            CampaignStep.WarmUp => Source.StartActivity("warm-up"),
            _ => null,
        };
        activity?.SetTag("k8s.namespace.name", campaign.Metadata.NamespaceProperty);
        activity?.SetTag("loadoperator.campaign", campaign.Metadata.Name);
        if (step is CampaignStep.RunRound run)
        {
            activity?.SetTag("loadoperator.round", $"{run.Id}");
            activity?.SetTag("side", RoundOutcome.NameOf(run.Id.Side));
        }
        else if (step is CampaignStep.WarmUp warmUp) activity?.SetTag("side", RoundOutcome.NameOf(warmUp.Side));

        return activity;
    }

    /// <summary>It has ended.</summary>
    public static void End(Activity? activity, CampaignEvent happened, CampaignState state)
    {
        if (activity is null) return;
        if (RoundOutcome.Of(happened, state) is { } outcome)
        {
            activity.SetTag("result", outcome.Result);
            activity.SetTag("loadoperator.requests", outcome.Measurement?.Requests);
            activity.SetTag("loadoperator.errors", outcome.Measurement?.Errors);
            if (outcome.Result != "valid") activity.SetStatus(ActivityStatusCode.Error, string.Join("; ", state.Rounds[^1].InvalidReasons));
        }

        activity.Dispose();
    }
}
