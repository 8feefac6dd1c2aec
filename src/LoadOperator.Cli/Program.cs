using System.CommandLine;
using System.CommandLine.Parsing;
using LoadOperator.Cli;
using LoadOperator.Cli.Commands;
using LoadOperator.Cli.Commands.Baselines;
using LoadOperator.Cli.Commands.Profiles;

var root = new RootCommand("Runs load-test campaigns and says whether a service got slower. Exit codes: 0 passed, 1 regression or objective missed, 2 undecided, 3 invalid or failed, 64 usage, 130 interrupted.")
{
    RunCommand.Create(),
    LintCommand.Create(),
    ReportCommand.Create(),
    GateCommand.Create(),
    ArtifactsCommand.Create(),
    CompareCommand.Create(),
    VerifyCommand.Create(),
    ExplainCommand.Create(),
    PlanCommand.Create(),
    BaselineCommand.Create(),
    ConformanceCommand.Create(),
    ProfileCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"loadctl: {error.Message}");
    List<string> path = [];
    for (var command = parsed.CommandResult; command is { Command: not RootCommand }; command = command.Parent as CommandResult) path.Insert(0, command.Command.Name);
    await Console.Error.WriteLineAsync($"loadctl: try '{string.Join(' ', path.Prepend("loadctl"))} --help'");
    return ExitCode.Usage;
}

// Commands see to signals themselves: a campaign that is interrupted still writes what it has.
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is not OutOfMemoryException)
{
    // A fault of our own must never read as an answer: 1 is "regression".
    await Console.Error.WriteLineAsync($"loadctl: {exception}");
    return ExitCode.InvalidOrFailed;
}
