using LoadOperator.Model.Status;
using LoadOperator.Profiling.Capture;

namespace LoadOperator.Cli.Profiles;

/// <summary>The processes that the user names to be profiled; without a name, what listens at the target's address.</summary>
internal sealed record ProfiledProcesses(CaptureTarget? Control, CaptureTarget? Candidate)
{
    public static ProfiledProcesses Parse(string? control, string? candidate) =>
        new(control is null ? null : CaptureTarget.Parse(control), candidate is null ? null : CaptureTarget.Parse(candidate));

    public CaptureTarget? Of(Side side) => side == Side.Control ? Control : Candidate;
}
