using LoadOperator.LoadGeneration.Requests;

namespace LoadOperator.LoadGeneration.Tests.Requests;

public sealed class GrpcFrameTests
{
    [Theory]
    [InlineData("0000000000", true)]
    [InlineData("000000000201ff", true)]
    [InlineData("", false)]
    [InlineData("00000000", false)]
    [InlineData("000000000201", false)]
    [InlineData("000000000201ffff", false)]
    [InlineData("00000000000000000000", false)]
    [InlineData("010000000201ff", false)]
    [InlineData("00ffffffff00", false)]
    public void IsWhole_BytesInPiecesOfAnySize_IsWhetherTheyAreOneMessage(string hex, bool expected)
    {
        var bytes = Convert.FromHexString(hex);
        for (var piece = 1; piece <= 8; piece++)
        {
            var frame = new GrpcFrame();
            foreach (var part in bytes.Chunk(piece)) frame.Take(part);

            Assert.Equal(expected, frame.IsWhole);
        }
    }
}
