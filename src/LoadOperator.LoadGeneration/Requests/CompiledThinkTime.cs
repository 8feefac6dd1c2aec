using LoadOperator.Model;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>How long a user waits after a step, in nanoseconds: any time between the two.</summary>
internal readonly record struct CompiledThinkTime(long MinNs, long MaxNs)
{
    public static CompiledThinkTime? Of(ThinkTime? time) => time switch
    {
        null => null,
        { Constant: { } constant } => new CompiledThinkTime(constant.Nanoseconds, constant.Nanoseconds),
        _ => new CompiledThinkTime(time.Uniform!.Min.Nanoseconds, time.Uniform.Max.Nanoseconds),
    };

    /// <summary>By a draw of its own, so that a step's placeholders do not depend on whether users think.</summary>
    /// <param name="seed">Of this run of the scenario.</param>
    /// <param name="step">The step's number.</param>
    public long Draw(ulong seed, int step) => MinNs == MaxNs ? MinNs : new SeededRandom(SeededRandom.Derive(seed, (ulong)step)).NextInteger(MinNs, MaxNs);
}
