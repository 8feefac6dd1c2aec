using CsCheck;

namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>Laws that hold for all bytes. CsCheck prints the seed of a failure.</summary>
public sealed class ResponseParserFuzzTests
{
    private static readonly Gen<byte[]> Answers = Gen.Int[0, Corpus.All.Count - 1].Select(i => Corpus.All[i]);

    // Numbers and separators more often than others: they are where a parser decides.
    private static readonly byte[] Deciding = [.. "\r\n\0 \t:;,0129afAF-HTP/."u8];

    private static readonly Gen<byte> Bytes = Gen.Int[0, 255 + 2 * Deciding.Length].Select(i => i < 256 ? (byte)i : Deciding[(i - 256) % Deciding.Length]);

    private static readonly Gen<byte[]> Mutated =
        from answer in Answers
        from changes in Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 3], Bytes).Array[0, 6]
        select changes.Aggregate(answer, Change);

    private static readonly Gen<int[]> Cuts = Gen.Int[0, 1_000_000].Array[0, 12];

    [Fact]
    public void Parse_AnswerCutAnywhere_IsTheSame() =>
        Gen.Select(Mutated, Cuts).Sample((bytes, cuts) => ParsedAnswer.Of(bytes, [.. cuts.Select(cut => cut % (bytes.Length + 1)).Order()]) == ParsedAnswer.Of(bytes, []), iter: 20_000);

    [Fact]
    public void Parse_AnswerByteByByte_IsTheSame() =>
        Mutated.Sample(bytes => ParsedAnswer.Of(bytes, Enumerable.Range(0, bytes.Length)) == ParsedAnswer.Of(bytes, []), iter: 5_000);

    [Fact]
    public void Parse_AnyBytes_NeverThrowsAndTakesNoMoreThanThereAre() =>
        Bytes.Array[0, 400].Sample(bytes => Assert.InRange(ParsedAnswer.Of((byte[])[.. "HTTP/1.1 200 OK\r\n"u8, .. bytes], []).Consumed, 0, bytes.Length + 17), iter: 20_000);

    private static byte[] Change(byte[] bytes, (int At, int Kind, byte Value) change)
    {
        if (bytes.Length == 0) return [change.Value];
        var at = change.At % bytes.Length;
        return change.Kind switch
        {
            0 => [.. bytes[..at], change.Value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], change.Value, .. bytes[at..]],
            2 => [.. bytes[..at], .. bytes[(at + 1)..]],
            _ => bytes[..at],
        };
    }
}
