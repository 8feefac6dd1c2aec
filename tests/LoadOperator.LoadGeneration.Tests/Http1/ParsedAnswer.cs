using LoadOperator.LoadGeneration.Http1;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>What a parser makes of the bytes of one connection, up to its end.</summary>
internal sealed record ParsedAnswer(string State, int Status, long BodyBytes, bool KeepsAlive, int Consumed)
{
    /// <summary>Feeds the bytes in pieces as a connection does: what a call leaves comes again, with the next piece behind it.</summary>
    public static ParsedAnswer Of(ReadOnlySpan<byte> bytes, IEnumerable<int> cuts, bool isToHead = false)
    {
        var parser = new ResponseParser();
        parser.Begin(isToHead);
        var consumed = 0;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            var count = parser.Parse(bytes[consumed..cut]);
            Assert.InRange(count, 0, cut - consumed);
            consumed += count;
        }

        parser.End();
        var state = parser.HasFailed ? "failed" : parser.IsComplete ? "complete" : "cut off";
        // After a failure, the rest says nothing: how much of it was looked at depends on how it came.
        return parser.IsComplete ? new ParsedAnswer(state, parser.Status, parser.BodyBytes, parser.KeepsAlive, consumed) : new ParsedAnswer(state, 0, 0, false, 0);
    }
}
