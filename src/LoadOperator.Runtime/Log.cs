using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "The {Kind} watch cannot go on from {Version}; listing anew: {Cause}")]
    public static partial void Relisting(ILogger logger, string kind, string version, string cause);

    [LoggerMessage(1002, LogLevel.Warning, "The {Kind} watch broke and will be taken up again: {Cause}")]
    public static partial void WatchBroken(ILogger logger, string kind, string cause);

    [LoggerMessage(1003, LogLevel.Warning, "{Kind} {Key} cannot be read and is left alone: {Cause}")]
    public static partial void CannotBeRead(ILogger logger, string kind, string key, string cause);

    [LoggerMessage(1004, LogLevel.Warning, "Reconciling {Kind} {Key} failed, next try in {Delay}: {Cause}")]
    public static partial void ReconcileFailed(ILogger logger, string kind, string key, TimeSpan delay, string cause, Exception? exception);

    [LoggerMessage(1005, LogLevel.Information, "Leading as {Identity}.")]
    public static partial void Leading(ILogger logger, string identity);

    [LoggerMessage(1006, LogLevel.Information, "Standing by; {Leader} leads.")]
    public static partial void StandingBy(ILogger logger, string leader);

    [LoggerMessage(1007, LogLevel.Critical, "The lease is lost: this process ends, so that two never act.")]
    public static partial void LeaseLost(ILogger logger);

    [LoggerMessage(1008, LogLevel.Warning, "An event of {Key} could not be written: {Cause}")]
    public static partial void EventNotWritten(ILogger logger, string key, string cause);

    [LoggerMessage(1009, LogLevel.Warning, "Lease {Lease} is out of reach, trying again: {Cause}")]
    public static partial void LeaseOutOfReach(ILogger logger, string lease, string cause);

    [LoggerMessage(1010, LogLevel.Error, "What a change of {Kind} {Key} concerns cannot be told: the function that maps it failed.")]
    public static partial void MappingFailed(ILogger logger, string kind, string key, Exception exception);
}
