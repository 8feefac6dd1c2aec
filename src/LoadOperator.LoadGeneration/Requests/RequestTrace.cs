using LoadOperator.Model;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>The trace of one request (W3C Trace Context, level 1): ids that nobody repeats, and whether the target is asked to record it.</summary>
internal readonly record struct RequestTrace(Guid Id, long Span, bool IsSampled)
{
    private const ulong Draws = 1UL << 33;

    /// <param name="seed">Of the run of a scenario.</param>
    /// <param name="step">The step's number.</param>
    /// <param name="sampledPercent">How many are sampled; which ones follows from the seed alone.</param>
    public static RequestTrace Create(ulong seed, int step, double sampledPercent) =>
        new(Guid.NewGuid(), Random.Shared.NextInt64(1, long.MaxValue), new SeededRandom(SeededRandom.Derive(seed, Draws + (ulong)step)).NextDouble() * 100 < sampledPercent);

    /// <summary>The value of the header <c>traceparent</c>.</summary>
    public void Render(ReusedBuffer to)
    {
        to.Append("00-"u8);
        to.Append(Id, "N");
        to.Append("-"u8);
        to.Append(Span, "x16");
        to.Append(IsSampled ? "-01"u8 : "-00"u8);
    }
}
