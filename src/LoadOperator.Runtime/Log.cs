using Microsoft.Extensions.Logging;

namespace LoadOperator.Runtime;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "The place of the {Kind} watch ({Version}) is gone; listing anew.")]
    public static partial void Relisting(ILogger logger, string kind, string version);

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
}
