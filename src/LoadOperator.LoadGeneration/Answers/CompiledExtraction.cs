using System.Text;
using System.Text.RegularExpressions;
using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>An extraction, prepared.</summary>
internal sealed class CompiledExtraction
{
    private readonly JsonQuery? _query;
    private readonly byte[]? _header;
    private readonly Regex? _regex;
    private readonly int _place;

    public CompiledExtraction(Extraction extraction, Variables variables)
    {
        _query = extraction.From.JsonPath is { } path ? new JsonQuery(path) : null;
        _header = extraction.From.Header is { } header ? Encoding.ASCII.GetBytes(header) : null;
        _regex = extraction.From.Regex is { } regex ? RegexText.Compile(regex) : null;
        _place = variables.PlaceOf(extraction.Name);
        Failure = $"extract-{extraction.Name}";
    }

    /// <summary>The kind of error that an answer without the value is.</summary>
    public string Failure { get; }

    /// <param name="answer">The answer.</param>
    /// <param name="values">Where the value is put.</param>
    /// <param name="scratch">Room to put it together.</param>
    public bool TryExtract(KeptAnswer answer, IterationValues values, ReusedBuffer scratch)
    {
        scratch.Clear();
        if (!TryRead(answer, scratch)) return false;
        values.Set(_place, scratch.Written.Span);
        return true;
    }

    private bool TryRead(KeptAnswer answer, ReusedBuffer value)
    {
        if (_query is not null) return _query.TryRead(answer.Body, value);
        var text = answer.Body;
        if (_header is not null && !answer.TryField(_header, out text)) return false;
        if (_regex is null)
        {
            value.Append(text);
            return true;
        }

        var match = _regex.Match(Encoding.UTF8.GetString(text));
        var found = match.Groups.Count > 1 ? match.Groups[1] : match;
        if (!found.Success) return false;
        value.Advance(Encoding.UTF8.GetBytes(found.ValueSpan, value.Reserve(Encoding.UTF8.GetMaxByteCount(found.Length))));
        return true;
    }
}
