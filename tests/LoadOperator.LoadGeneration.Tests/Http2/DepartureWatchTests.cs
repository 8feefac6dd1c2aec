using LoadOperator.LoadGeneration.Http2;

namespace LoadOperator.LoadGeneration.Tests.Http2;

public sealed class DepartureWatchTests
{
    private const byte Data = 0;
    private const byte GoAway = 7;

    private int _departures;

    /// <summary>However the bytes come, and whatever a frame carries.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(1000)]
    public async Task Read_FramesInPiecesOfAnySize_TellsOfTheOnesThatSayGoodbye(int piece)
    {
        byte[] bytes = [.. Frame(Data, 300), .. Frame(GoAway, 8), .. Frame(Data, 0), .. Frame(GoAway, 20), .. Frame(Data, 70_000)];
        await using var watch = new DepartureWatch(new MemoryStream(bytes), () => _departures++);
        var buffer = new byte[piece];

        for (var left = bytes.Length; left > 0;) left -= await watch.ReadAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal(2, _departures);
        Assert.Equal(0, await watch.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal(3, _departures);
    }

    [Fact]
    public async Task Read_ConnectionBreaks_IsADepartureAndThrown()
    {
        await using var watch = new DepartureWatch(new MemoryStream(), () => _departures++);
        await watch.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await watch.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.Equal(1, _departures);
    }

    /// <summary>RFC 9113, section 4.1; what it carries looks like heads of frames that say goodbye.</summary>
    private static byte[] Frame(byte type, int length) =>
        [(byte)(length >> 16), (byte)(length >> 8), (byte)length, type, 0, 0, 0, 0, 1, .. Enumerable.Repeat(GoAway, length)];
}
