using System.Diagnostics;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>A process of the control plane, with what it said.</summary>
internal sealed class KeptProcess : IAsyncDisposable
{
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _name;
    private readonly string _path;

    private KeptProcess(Process process, string name, string path)
    {
        (_process, _name, _path) = (process, name, path);
        _log = new StreamWriter(path) { AutoFlush = true };
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Ends it as a node's kernel would: without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Throws with the end of its log where the process has ended.</summary>
    public void ThrowIfEnded()
    {
        if (!_process.HasExited) return;
        throw new InvalidOperationException($"{_name} ended with exit code {_process.ExitCode}; the end of its log:\n{Tail()}");
    }

    /// <summary>The last lines that the process wrote.</summary>
    public string Tail() => string.Join('\n', Said().Split('\n').TakeLast(15));

    /// <summary>All that the process wrote.</summary>
    public string Said()
    {
        using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            using var patience = new CancellationTokenSource(GracePeriod, TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        await _log.DisposeAsync();
    }

    internal static KeptProcess Start(ProcessStartInfo command, string name, string log)
    {
        (command.RedirectStandardOutput, command.RedirectStandardError) = (true, true);
        var process = new Process { StartInfo = command };
        var kept = new KeptProcess(process, name, log);
        process.OutputDataReceived += kept.Write;
        process.ErrorDataReceived += kept.Write;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return kept;
    }

    private void Write(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_log) _log.WriteLine(line.Data);
    }
}
