using System.Text.Json;
using LoadOperator.Runtime.Api;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime.Leadership;

/// <summary>
/// Takes a lease and holds it. The client's own elector gives up a lease at the first connection that is refused, so that a restart
/// of the API server would end the leader; here it tries on until its deadline.
/// </summary>
internal sealed class Elector(LeaderElectionOptions options, LeaseStore leases, TimeProvider clock, ILogger logger)
{
    private Lease? _lease;
    private long _changedAt;
    private long _renewedAt;
    private string _reported = "";

    /// <summary>Ends when this replica holds the lease.</summary>
    public async Task AcquireAsync(CancellationToken cancellation)
    {
        while (!await TryAsync(TakeAsync, options.RenewDeadline, cancellation).ConfigureAwait(false))
        {
            // Drawn, so that replicas that stand by do not all ask at once.
            await Task.Delay(options.RetryPeriod * (1 + Random.Shared.NextDouble() / 5), clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Renews the lease until another has it, or until it could not be renewed for as long as the deadline allows.</summary>
    public async Task HoldAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var left = options.RenewDeadline - clock.GetElapsedTime(_renewedAt);
            if (left <= TimeSpan.Zero) return;
            await Task.Delay(left < options.RetryPeriod ? left : options.RetryPeriod, clock, cancellation).ConfigureAwait(false);
            left = options.RenewDeadline - clock.GetElapsedTime(_renewedAt);
            if (left <= TimeSpan.Zero) return;
            await TryAsync(RenewAsync, left, cancellation).ConfigureAwait(false);
            if (_lease!.Holder != options.Identity) return;
        }
    }

    /// <summary>Lets another replica take over at once instead of when the lease has run out. Without a holder it is free; nobody waits for its age.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        TryAsync(async limited => await leases.WriteAsync(_lease!.HeldBy("", TimeSpan.FromSeconds(1), clock.GetUtcNow()), limited).ConfigureAwait(false) is not null, options.RetryPeriod, cancellation);

    private async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        var seen = await leases.ReadAsync(cancellation).ConfigureAwait(false);
        if (seen is null) return await WriteAsync(Lease.New(options, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        if (seen.Version != _lease?.Version) _changedAt = clock.GetTimestamp();
        _lease = seen;
        if (seen.IsFreeFor(options.Identity, clock.GetElapsedTime(_changedAt), options.LeaseDuration))
            return await WriteAsync(seen.HeldBy(options.Identity, options.LeaseDuration, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        if (seen.Holder != _reported) Log.StandingBy(logger, _reported = seen.Holder);
        return false;
    }

    private async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        if (await WriteAsync(_lease!.HeldBy(options.Identity, options.LeaseDuration, clock.GetUtcNow()), cancellation).ConfigureAwait(false)) return true;
        // Written or removed by somebody: perhaps another leads, perhaps a person has put a label on it.
        var seen = await leases.ReadAsync(cancellation).ConfigureAwait(false) ?? Lease.New(options, clock.GetUtcNow());
        if (seen.Holder != options.Identity)
        {
            _lease = seen;
            return false;
        }

        return await WriteAsync(seen.HeldBy(options.Identity, options.LeaseDuration, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    private async Task<bool> WriteAsync(Lease lease, CancellationToken cancellation)
    {
        // The time before the request: others count from when the server has taken it, which is later.
        var at = clock.GetTimestamp();
        if (await leases.WriteAsync(lease, cancellation).ConfigureAwait(false) is not { } written) return false;
        (_lease, _renewedAt) = (written, at);
        return true;
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> attempt, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await attempt(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is ApiException or HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            Log.LeaseOutOfReach(logger, $"{options.Namespace}/{options.LeaseName}", exception is OperationCanceledException ? "no answer in time" : exception.Message);
            return false;
        }
    }
}
