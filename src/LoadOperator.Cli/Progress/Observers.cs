using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;

namespace LoadOperator.Cli.Progress;

internal static class Observers
{
    /// <summary>A live display where a person watches, plain lines elsewhere.</summary>
    public static ICampaignObserver For(TextWriter output, CampaignPlan plan, TimeProvider clock) =>
        Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb"
            ? new PlainProgress(output, plan, clock)
            : new LiveProgress(output, plan, clock);
}
