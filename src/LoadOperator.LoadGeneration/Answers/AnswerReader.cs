using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>Looks into the answers of a step, beyond their status. Belongs to the step, and so keeps nothing of an answer itself.</summary>
internal sealed class AnswerReader
{
    private readonly CompiledExtraction[] _extractions;

    private AnswerReader(CompiledExtraction[] extractions) => _extractions = extractions;

    /// <summary>Null where the status is all that matters.</summary>
    public static AnswerReader? Of(Step step, Variables variables)
    {
        CompiledExtraction[] extractions = [.. (step.Extract ?? []).Select(e => new CompiledExtraction(e, variables))];
        return extractions.Length == 0 ? null : new AnswerReader(extractions);
    }

    /// <summary>Takes what later steps need.</summary>
    /// <returns>The kind of error where the answer is not as it should be, otherwise null.</returns>
    public string? Read(KeptAnswer answer, IterationValues? values, ReusedBuffer scratch)
    {
        foreach (var extraction in _extractions)
            if (!extraction.TryExtract(answer, values!, scratch)) return extraction.Failure;
        return null;
    }
}
