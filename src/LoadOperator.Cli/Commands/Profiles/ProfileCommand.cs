using System.CommandLine;

namespace LoadOperator.Cli.Commands.Profiles;

/// <summary><c>loadctl profile</c>: takes profiles, and says which methods differ between two sets of them.</summary>
internal static class ProfileCommand
{
    public static Command Create() => new("profile", "Where the time, the memory and the exceptions of a service come from.") { CaptureCommand.Create(), DiffCommand.Create(), SidecarCommand.Create() };
}
