using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>
/// Starts processes that die with this one, also when it is killed: <c>setpriv --pdeathsig</c> has the kernel see to it. The kernel
/// takes the end of the <em>thread</em> that started a process for its parent's, and threads of the pool end when they are idle:
/// so all processes are started by one thread that stays until the end.
/// </summary>
internal sealed class ProcessKeeper : IDisposable
{
    private static readonly string? SetPriv = new[] { "/usr/bin/setpriv", "/bin/setpriv" }.FirstOrDefault(File.Exists);

    private readonly BlockingCollection<Action> _starts = [];
    private readonly Thread _thread;

    public ProcessKeeper()
    {
        _thread = new Thread(() =>
        {
            foreach (var start in _starts.GetConsumingEnumerable()) start();
        })
        { IsBackground = true, Name = nameof(ProcessKeeper) };
        _thread.Start();
    }

    /// <summary>Starts <paramref name="program"/>; what it says goes to <paramref name="log"/>.</summary>
    public Task<KeptProcess> StartAsync(string program, string log, params string[] arguments) => StartAsync(program, log, new Dictionary<string, string>(), arguments);

    /// <param name="environment">What is added to this process's own environment.</param>
    public async Task<KeptProcess> StartAsync(string program, string log, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var started = new TaskCompletionSource<KeptProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(KeptProcess.Start(CommandOf(program, arguments, environment), Path.GetFileName(program), log));
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                started.SetException(exception);
            }
        });
        return await started.Task;
    }

    public void Dispose()
    {
        _starts.CompleteAdding();
        _thread.Join();
        _starts.Dispose();
    }

    private static ProcessStartInfo CommandOf(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var command = SetPriv is null ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo(SetPriv, ["--pdeathsig", "KILL", program, .. arguments]);
        foreach (var (name, value) in environment) command.Environment[name] = value;
        return command;
    }
}
