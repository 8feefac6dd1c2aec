namespace LoadOperator.Model.Contract;

/// <summary>
/// The contract between a campaign and a generator: HTTP and JSON over mutual TLS. A client plans a round with PUT, polls
/// it with GET, and acknowledges (or aborts) it with DELETE. A report stays available until then.
/// </summary>
public static class GeneratorContract
{
    public const string Version = "v1";

    /// <summary>GET: a <see cref="GeneratorInfo"/>.</summary>
    public const string InfoPath = $"/{Version}/info";

    /// <summary>GET: a <see cref="ClockReading"/>.</summary>
    public const string ClockPath = $"/{Version}/clock";

    /// <summary>PUT a <see cref="RoundPlan"/>, GET a <see cref="RoundReport"/>, DELETE to abort and forget; below it, the round's id.</summary>
    public const string RoundsPath = $"/{Version}/rounds";
}
