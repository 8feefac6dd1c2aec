using System.Diagnostics;

namespace LoadOperator.E2E.Tests;

/// <summary>A program that is run as a user would.</summary>
internal static class Command
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string? input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Runs kubectl, and fails the test where it fails.</summary>
    public static async Task<string> KubectlAsync(params string[] arguments) => await KubectlAsync(null, arguments);

    public static async Task<string> KubectlAsync(string? input, string[] arguments)
    {
        var (code, output, errors) = await RunAsync("kubectl", input, arguments);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: exit code {code}\n{output}\n{errors}");
        return output;
    }
}
