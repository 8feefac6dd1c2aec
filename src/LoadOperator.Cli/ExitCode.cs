using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli;

/// <summary>What loadctl's commands say to the shell.</summary>
internal static class ExitCode
{
    public const int Passed = 0;

    /// <summary>A regression, or an objective missed. Of <c>lint</c>: a manifest with errors.</summary>
    public const int Regression = 1;

    /// <summary>Inconclusive, an objective undecided, or not compared without objectives.</summary>
    public const int Undecided = 2;

    public const int InvalidOrFailed = 3;

    /// <summary>EX_USAGE: the command line or a manifest is wrong.</summary>
    public const int Usage = 64;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Of a verdict alone, where there are no objectives.</summary>
    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.NoRegression or Verdict.Improvement => Passed,
        Verdict.Regression => Regression,
        Verdict.Inconclusive or Verdict.NotCompared => Undecided,
        _ => InvalidOrFailed,
    };

    public static int Of(LoadCampaignStatus status) => (Gate.Of(status), status) switch
    {
        (_, { Reason: Campaigns.Lifecycle.Failure.Interrupted }) => Interrupted,
        (GateAnswer.Passed, _) => Passed,
        (GateAnswer.Unknown, _) => Undecided,
        (_, { Phase: Phase.Failed } or { Verdict: Verdict.Invalid }) => InvalidOrFailed,
        _ => Regression,
    };
}
