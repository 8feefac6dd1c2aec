using System.Text;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>An expectation beyond the status, prepared: of a header, of a value in the body, or of the body as a whole.</summary>
internal sealed class CompiledExpectation
{
    private readonly TextMatch _match;
    private readonly byte[]? _header;
    private readonly JsonQuery? _query;

    public CompiledExpectation(HeaderExpectation expected) =>
        (_match, _header) = (new TextMatch(expected.EqualTo, expected.Contains, expected.Regex), Encoding.ASCII.GetBytes(expected.Name));

    public CompiledExpectation(BodyExpectation expected) =>
        (_match, _query) = (new TextMatch(expected.EqualTo, expected.Contains, expected.Regex), expected.JsonPath is { } path ? new JsonQuery(path) : null);

    /// <summary>The kind of error that an answer otherwise is.</summary>
    public string Failure => _header is null ? "expect-body" : "expect-header";

    /// <param name="answer">The answer.</param>
    /// <param name="scratch">Room to put a value together.</param>
    public bool IsMet(KeptAnswer answer, ReusedBuffer scratch)
    {
        if (_header is not null) return answer.TryField(_header, out var value) && _match.Holds(value);
        if (_query is null) return _match.Holds(answer.Body);
        scratch.Clear();
        return _query.TryRead(answer.Body, scratch) && _match.Holds(scratch.Written.Span);
    }
}
