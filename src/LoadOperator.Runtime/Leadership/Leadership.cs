using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime.Leadership;

/// <summary>
/// Says when this replica may act. It steps down before anybody may take its place, and then ends the process: whatever was
/// under way cannot write any more.
/// </summary>
internal sealed class Leadership(ControllerRuntimeOptions options, ApiClient api, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Leadership> logger) : BackgroundService
{
    private readonly TaskCompletionSource _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lost = new();

    /// <summary>Ends when this replica leads.</summary>
    public Task Acquired => _acquired.Task;

    /// <summary>Cancelled when it leads no longer.</summary>
    public CancellationToken Lost => _lost.Token;

    public override void Dispose()
    {
        _lost.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.LeaderElection is not { } election)
        {
            RuntimeMetrics.Leading(true);
            _acquired.TrySetResult();
            return;
        }

        var elector = new Elector(election, new LeaseStore(api, election), clock, logger);
        try
        {
            await elector.AcquireAsync(stoppingToken).ConfigureAwait(false);
            Log.Leading(logger, election.Identity);
            RuntimeMetrics.Leading(true);
            _acquired.TrySetResult();
            await elector.HoldAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // An orderly end. The host stops this service last: the workers have ended by now.
            RuntimeMetrics.Leading(false);
            await _lost.CancelAsync().ConfigureAwait(false);
            if (Acquired.IsCompleted) await elector.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        RuntimeMetrics.Leading(false);
        await _lost.CancelAsync().ConfigureAwait(false);
        Log.LeaseLost(logger);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }
}
