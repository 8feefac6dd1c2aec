using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoadOperator.Integration.Tests;

/// <summary>A process of the control plane, and the end of what it said.</summary>
internal sealed class Component : IDisposable
{
    private const int KeptLines = 30;

    private readonly ConcurrentQueue<string> _said = new();
    private readonly Process _process;

    public Component(string program, params string[] arguments)
    {
        _process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true } };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasEnded => _process.HasExited;

    public string LastWords => string.Join('\n', _said);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        while (_said.Count > KeptLines) _said.TryDequeue(out _);
    }
}
