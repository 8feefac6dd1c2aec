using System.CommandLine;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl lint</c>: says everything that is wrong with manifests, before anything runs.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "Manifest to check; '-' is standard input.", Required = true, AllowMultipleArgumentsPerToken = true };
        var command = new Command("lint", "Check manifests. Exit code 0 without errors, 1 with some.") { files };
        command.SetAction(parsed =>
        {
            var manifests = parsed.GetValue(files)!.Select(file => ManifestFiles.Read(file, Console.Error)).ToList();
            var errors = manifests.Sum(m => m.Problems.Count(p => p.Level == ProblemLevel.Error));
            var warnings = manifests.Sum(m => m.Problems.Count) - errors;
            if (errors + warnings > 0) Console.Error.WriteLine($"{errors} {(errors == 1 ? "error" : "errors")}, {warnings} {(warnings == 1 ? "warning" : "warnings")}");
            return errors == 0 ? ExitCode.Passed : ExitCode.Regression;
        });
        return command;
    }
}
