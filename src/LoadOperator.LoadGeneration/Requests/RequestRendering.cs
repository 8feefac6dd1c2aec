namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Where a scenario's requests are rendered, one after the other. The body is apart, as its length comes before it.</summary>
internal sealed class RequestRendering
{
    public ReusedBuffer Message { get; } = new();

    public ReusedBuffer Body { get; } = new();

    /// <summary>Room to put together what is read from an answer.</summary>
    public ReusedBuffer Scratch { get; } = new();

    public int BodyLength { get; set; }
}
