namespace LoadOperator.Conformance.Probes;

/// <summary>How the probing target treats a request.</summary>
internal sealed record ProbeAnswer
{
    public static ProbeAnswer Ok { get; } = new();

    public int Status { get; init; } = 200;

    /// <summary>How long it waits before it answers.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Closes the connection instead.</summary>
    public bool HangsUp { get; init; }

    public string Body { get; init; } = "ok";

    /// <summary>A further header, as a line.</summary>
    public string? Header { get; init; }
}
