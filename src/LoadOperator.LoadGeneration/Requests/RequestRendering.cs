namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Where a scenario's requests are rendered, one after the other. The body is apart, as its length comes before it.</summary>
internal sealed class RequestRendering
{
    public RequestBuffer Message { get; } = new();

    public RequestBuffer Body { get; } = new();

    public int BodyLength { get; set; }
}
