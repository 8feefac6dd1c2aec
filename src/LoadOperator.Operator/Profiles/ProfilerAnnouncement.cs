using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Profiles;

/// <summary>Publishes at the start what a sidecar needs to be made with: it is there before any campaign.</summary>
internal sealed class ProfilerAnnouncement(ProfilerAuthorities authorities, TimeProvider clock, ILogger<ProfilerAnnouncement> logger) : BackgroundService
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await authorities.PublishAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException)
            {
                Log.ProfilersNotAnnounced(logger, exception.Message);
                await Task.Delay(TryAgain, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
