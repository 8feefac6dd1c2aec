namespace LoadOperator.Operator;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Campaign {Namespace}/{Name} begins.")]
    public static partial void Begins(ILogger logger, string @namespace, string name);

    [LoggerMessage(2002, LogLevel.Information, "Campaign {Namespace}/{Name} goes on after {Rounds} rounds.")]
    public static partial void GoesOn(ILogger logger, string @namespace, string name, int rounds);

    [LoggerMessage(2003, LogLevel.Information, "Campaign {Namespace}/{Name} has ended: {Verdict}. {Summary}")]
    public static partial void Ended(ILogger logger, string @namespace, string name, string verdict, string summary);

    [LoggerMessage(2004, LogLevel.Warning, "What happened in campaign {Namespace}/{Name} cannot be kept yet, trying again: {Cause}")]
    public static partial void CannotKeep(ILogger logger, string @namespace, string name, string cause);

    [LoggerMessage(2005, LogLevel.Error, "Campaign {Namespace}/{Name} broke off and will be taken up again.")]
    public static partial void BrokeOff(ILogger logger, string @namespace, string name, Exception exception);

    [LoggerMessage(2006, LogLevel.Information, "Campaign {Namespace}/{Name} ended {Seconds} s ago, as long as it is to be kept: it is deleted.")]
    public static partial void Expired(ILogger logger, string @namespace, string name, int seconds);

    [LoggerMessage(2007, LogLevel.Information, "Baseline {Namespace}/{Name} has revision {Revision}, of campaign {Campaign}.")]
    public static partial void RevisionAdded(ILogger logger, string @namespace, string name, int revision, string campaign);

    [LoggerMessage(2008, LogLevel.Information, "Revision {Revision} of baseline {Namespace}/{Name} is deleted: there would be too many, or spec.samples no longer holds it.")]
    public static partial void RevisionRemoved(ILogger logger, string @namespace, string name, int revision);

    [LoggerMessage(2009, LogLevel.Warning, "What sidecar profilers need to know of this operator cannot be published yet, trying again: {Cause}")]
    public static partial void ProfilersNotAnnounced(ILogger logger, string cause);
}
