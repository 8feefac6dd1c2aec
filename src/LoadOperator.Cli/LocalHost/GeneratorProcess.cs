using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;

namespace LoadOperator.Cli.LocalHost;

/// <summary>One generator as a child process. It ends with its standard input, so that it cannot outlive this one, whatever happens.</summary>
internal sealed class GeneratorProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private GeneratorProcess(Process process)
    {
        _process = process;
        Client = null!;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text) _errors.Enqueue(text);
        };
        process.BeginErrorReadLine();
    }

    public GeneratorClient Client { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a generator and waits until it serves.</summary>
    /// <exception cref="GeneratorLostException">It did not start.</exception>
    public static async Task<GeneratorProcess> StartAsync(IReadOnlyList<int> cpus, decimal memoryBytes, DirectoryInfo tls, DirectoryInfo? data, CampaignCredentials credentials, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(AgentPath())
        {
            ArgumentList = { "--listen", "127.0.0.1:0", "--tls-folder", tls.FullName, "--stop-with-stdin" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (data is not null)
        {
            start.ArgumentList.Add("--data-folder");
            start.ArgumentList.Add(data.FullName);
        }

        foreach (var (name, value) in GeneratorRuntime.EnvironmentFor(memoryBytes)) start.Environment[name] = value;
        Process process;
        try
        {
            process = CpuAffinity.On(cpus, () => Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new GeneratorLostException($"the generator {start.FileName} cannot be started: {exception.Message}", exception);
        }

        var generator = new GeneratorProcess(process);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false)
                ?? throw new GeneratorLostException($"the generator ended before it served: {generator.LastWords()}");
            generator.Client = new GeneratorClient(AddressIn(line), credentials);
            return generator;
        }
        catch
        {
            await generator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the process said last, for a message.</summary>
    public string LastWords() => _errors.IsEmpty ? (_process.HasExited ? $"exit code {_process.ExitCode}" : "no word") : string.Join("; ", _errors.TakeLast(3));

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Already gone.
        }

        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _process.Dispose();
    }

    private static Uri AddressIn(string line)
    {
        try
        {
            return new Uri(JsonDocument.Parse(line).RootElement.GetProperty("listening").GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or UriFormatException or InvalidOperationException or ArgumentNullException)
        {
            throw new GeneratorLostException($"the generator said '{line}' instead of its address", exception);
        }
    }

    /// <summary>The agent's program: in the folder "agent" beside loadctl (as built), or beside loadctl itself (as in the image).</summary>
    private static string AgentPath()
    {
        const string Name = "load-agent";
        string[] places = [Path.Join(AppContext.BaseDirectory, "agent", Name), Path.Join(AppContext.BaseDirectory, Name)];
        return places.FirstOrDefault(File.Exists) ?? places[0];
    }
}
