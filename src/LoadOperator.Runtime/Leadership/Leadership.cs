using System.Text.Json.Nodes;
using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime.Leadership;

/// <summary>
/// Says when this replica may act. It steps down before anybody may take its place, and then ends the process: whatever was
/// under way cannot write any more.
/// </summary>
internal sealed class Leadership(ControllerRuntimeOptions options, Kubernetes kubernetes, ApiClient api, IHostApplicationLifetime lifetime, ILogger<Leadership> logger) : BackgroundService
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
            _acquired.TrySetResult();
            return;
        }

        var config = new LeaderElectionConfig(new LeaseLock(kubernetes, election.Namespace, election.LeaseName, election.Identity))
        {
            LeaseDuration = election.LeaseDuration,
            RenewDeadline = election.RenewDeadline,
            RetryPeriod = election.RetryPeriod,
        };
        using var elector = new LeaderElector(config);
        elector.OnStartedLeading += () =>
        {
            Log.Leading(logger, election.Identity);
            _acquired.TrySetResult();
        };
        elector.OnNewLeader += leader =>
        {
            if (leader != election.Identity) Log.StandingBy(logger, leader);
        };
        try
        {
            await elector.RunUntilLeadershipLostAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // An orderly end, seen to below.
        }

        await _lost.CancelAsync().ConfigureAwait(false);
        if (stoppingToken.IsCancellationRequested)
        {
            if (Acquired.IsCompleted) await ReleaseAsync(election).ConfigureAwait(false);
            return;
        }

        Log.LeaseLost(logger);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    /// <summary>Lets another replica take over at once instead of when the lease has run out.</summary>
    private async Task ReleaseAsync(LeaderElectionOptions election)
    {
        using var timeout = new CancellationTokenSource(election.RetryPeriod);
        var path = ResourcePath.Of(typeof(V1Lease), new EntityKey(election.Namespace, election.LeaseName));
        try
        {
            var lease = await api.SendAsync(HttpMethod.Get, path, timeout.Token).ConfigureAwait(false);
            if (lease.GetProperty("spec").GetProperty("holderIdentity").GetString() != election.Identity) return;
            // The version makes it fail where somebody else has written in the meantime.
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = lease.GetProperty("metadata").GetProperty("resourceVersion").GetString() },
                ["spec"] = new JsonObject { ["leaseDurationSeconds"] = 1, ["renewTime"] = "1970-01-01T00:00:00.000000Z" },
            };
            await api.SendAsync(HttpMethod.Patch, path, timeout.Token, patch.ToJsonString(), "application/merge-patch+json").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or OperationCanceledException or KeyNotFoundException)
        {
            // Then the others wait until it has run out.
        }
    }
}
