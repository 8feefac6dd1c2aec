using System.Diagnostics;
using System.Text;

namespace LoadOperator.Cli.Tests;

/// <summary>loadctl as a process: what it printed, how it ended, and which processes it has started.</summary>
internal sealed class LoadctlProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(240);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private LoadctlProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>Starts it as a terminal would: where the tests themselves run in the background, SIGINT would be ignored by inheritance.</summary>
    public static LoadctlProcess Start(params IEnumerable<string> arguments) => Start([], arguments);

    private static LoadctlProcess Start(IEnumerable<string> environment, IEnumerable<string> arguments) => new(Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", .. environment, Programs.Loadctl, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
    })!);

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) => RunAsync([], arguments);

    /// <summary>The same, with variables (<c>NAME=value</c>) added to its environment.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<string> environment, IEnumerable<string> arguments)
    {
        using var loadctl = Start(environment, arguments);
        return (await loadctl.ExitAsync(), loadctl.Output, loadctl.Errors);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until a line with this text has been printed on standard error.</summary>
    public async Task SeesAsync(string text)
    {
        using var timeout = new CancellationTokenSource(Longest);
        while (!Errors.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"loadctl ended before it said '{text}':\n{Errors}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, timeout.Token);
        }
    }

    /// <summary>The processes of the generators that it has started.</summary>
    public IReadOnlyList<int> Generators() => ChildrenOf(Id);

    public void Signal(string name) => Signal(Id, name);

    public static void Signal(int pid, string name) => Process.Start("kill", [$"-{name}", $"{pid}"])!.WaitForExit();

    public static bool IsAlive(int pid) =>
        Directory.Exists($"/proc/{pid}") && File.ReadAllText($"/proc/{pid}/stat") is var stat && stat[stat.LastIndexOf(')')..].Split(' ')[1] != "Z";

    public static async Task GoneAsync(IEnumerable<int> pids)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (pids.Any(IsAlive)) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, timeout.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static IReadOnlyList<int> ChildrenOf(int pid) =>
        [.. Directory.EnumerateDirectories($"/proc/{pid}/task").SelectMany(task => File.ReadAllText(Path.Join(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
            if (line is not null) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
