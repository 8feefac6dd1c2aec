using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>Looks into the answers of a step, beyond their status. Belongs to the step, and so keeps nothing of an answer itself.</summary>
internal sealed class AnswerReader
{
    private readonly CompiledExpectation[] _expectations;
    private readonly CompiledExtraction[] _extractions;
    private readonly GrpcCall? _grpc;

    private AnswerReader(CompiledExpectation[] expectations, CompiledExtraction[] extractions, GrpcCall? grpc) => (_expectations, _extractions, _grpc) = (expectations, extractions, grpc);

    /// <summary>Null where the status is all that matters.</summary>
    public static AnswerReader? Of(Step step, Variables variables, GrpcCall? grpc = null)
    {
        var expect = step.Request.Expect;
        CompiledExpectation[] expectations = [.. (expect.Headers ?? []).Select(h => new CompiledExpectation(h)), .. (expect.Body ?? []).Select(b => new CompiledExpectation(b))];
        CompiledExtraction[] extractions = [.. (step.Extract ?? []).Select(e => new CompiledExtraction(e, variables))];
        return expectations.Length + extractions.Length == 0 ? null : new AnswerReader(expectations, extractions, grpc);
    }

    /// <summary>Sees whether the answer is as expected, and takes what later steps need.</summary>
    /// <returns>The kind of error where the answer is not as it should be, otherwise null.</returns>
    public string? Read(KeptAnswer answer, IterationValues? values, ReusedBuffer scratch)
    {
        if (_grpc?.Decode(answer) is { } error) return error;
        foreach (var expectation in _expectations)
            if (!expectation.IsMet(answer, scratch)) return expectation.Failure;
        foreach (var extraction in _extractions)
            if (!extraction.TryExtract(answer, values!, scratch)) return extraction.Failure;
        return null;
    }
}
