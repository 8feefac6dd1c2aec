using System.Text;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.AgentClient.Storage;
using LoadOperator.Model.Contract;

namespace LoadOperator.Operator.Tests.Artifacts;

/// <summary>The store as a program, asked over the network as in a cluster.</summary>
public sealed class StoreTests : IDisposable
{
    private const string Run = "why-4f2c1-1";

    private readonly DirectoryInfo _volume = Directory.CreateTempSubdirectory("store-test-");

    [Fact]
    public async Task Put_AFile_CanBeReadByAnotherThatReads()
    {
        var content = new byte[3_000_000];
        new Random(7).NextBytes(content);
        await using (var store = await StoreProcess.StartAsync(_volume))
        {
            using var client = store.Client();
            var written = await client.PutAsync(Run, "control-1.nettrace", new MemoryStream(content), Cancel);
            Assert.Equal(content.LongLength, written.Size);
            await client.StopAsync();
            await store.EndsAsync();
        }

        await using var reader = await StoreProcess.StartAsync(_volume, isReadOnly: true);
        using var reading = reader.Client();
        Assert.Equal(content, await ReadAsync(reading, Run, "control-1.nettrace"));
        // What is read from is not written to.
        await Assert.ThrowsAsync<IOException>(() => PutAsync(reading, Run, "other"));
        Assert.Contains("there is no file why-4f2c1-1/other", (await Assert.ThrowsAsync<IOException>(() => ReadAsync(reading, Run, "other"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Run, "..")]
    [InlineData(Run, "../escaped")]
    [InlineData("..", "escaped")]
    [InlineData(".load-operator", "escaped")]
    [InlineData(Run, ".load-operator")]
    [InlineData(Run, "/etc/escaped")]
    public async Task Put_NameThatIsAPath_IsRefused(string run, string name)
    {
        await using var store = await StoreProcess.StartAsync(_volume);
        using var client = store.Client();

        await Assert.ThrowsAsync<IOException>(() => PutAsync(client, run, name));

        Assert.Empty(_volume.GetFileSystemInfos("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Put_FolderOfSomebodyElse_IsLeftAlone()
    {
        _volume.CreateSubdirectory(Run);
        await using var store = await StoreProcess.StartAsync(_volume);
        using var client = store.Client();

        var exception = await Assert.ThrowsAsync<IOException>(() => PutAsync(client, Run, "control-1.nettrace"));

        Assert.Equal($"the store: {Run}: there is such a folder, and load-operator has not made it", exception.Message);
        Assert.Empty(new DirectoryInfo(Path.Join(_volume.FullName, Run)).GetFiles());
    }

    [Fact]
    public async Task Put_WithTheKeysOfAnotherCampaign_IsRefused()
    {
        await using var store = await StoreProcess.StartAsync(_volume);
        using var others = CampaignCredentials.Create(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        using var client = store.Client(others);

        Assert.StartsWith("the store cannot be reached: ", (await Assert.ThrowsAsync<IOException>(() => PutAsync(client, Run, "a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_LinkOutOfTheFolder_IsNotFollowed()
    {
        var secret = Path.Join(_volume.FullName, "secret");
        await File.WriteAllTextAsync(secret, "secret", Cancel);
        await using (var store = await StoreProcess.StartAsync(_volume))
        {
            using var client = store.Client();
            await PutAsync(client, Run, "control-1.nettrace");
        }

        File.CreateSymbolicLink(Path.Join(_volume.FullName, Run, "link"), secret);
        Directory.CreateSymbolicLink(Path.Join(_volume.FullName, "linked"), Path.Join(_volume.FullName, Run));
        await using var reader = await StoreProcess.StartAsync(_volume, isReadOnly: true);
        using var reading = reader.Client();
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(reading, Run, "link"));
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(reading, "linked", "control-1.nettrace"));
    }

    [Fact]
    public async Task Retire_MoreRunsThanAreToStay_RemovesTheOldestOfOurs()
    {
        await using var store = await StoreProcess.StartAsync(_volume);
        using var client = store.Client();
        foreach (var (run, days) in new[] { ("a-1", 40), ("b-1", 3), ("c-1", 2), (Run, 1) }) await PutAsync(client, run, days);
        _volume.CreateSubdirectory("somebody-elses");

        Assert.Equal(["a-1"], await client.RetireAsync(Run, new StoreRetention(10, TimeSpan.FromDays(30)), Cancel));
        Assert.Equal(["b-1"], await client.RetireAsync(Run, new StoreRetention(2, null), Cancel));
        Assert.Equal(["c-1"], await client.RetireAsync(Run, new StoreRetention(1, TimeSpan.FromHours(1)), Cancel));

        Assert.Equal(["somebody-elses", Run], _volume.GetDirectories().Select(d => d.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Start_WithoutKeysElsewhereThanOnLoopback_IsRefused()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StoreProcess.StartAsync(_volume, isReadOnly: true, listen: "0.0.0.0:0"));

        Assert.Contains("--listen: '0.0.0.0:0': without --tls-folder on loopback alone", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _volume.Delete(recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<StoredFile> PutAsync(StoreClient client, string run, string name) => client.PutAsync(run, name, new MemoryStream(Encoding.UTF8.GetBytes("a trace")), Cancel);

    private static Task<byte[]> ReadAsync(StoreClient client, string run, string name) => client.GetAsync(
        run,
        name,
        async (stream, token) =>
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, token);
            return content.ToArray();
        },
        Cancel);

    private async Task PutAsync(StoreClient client, string run, int daysAgo)
    {
        await PutAsync(client, run, "control-1.nettrace");
        File.SetLastWriteTimeUtc(Path.Join(_volume.FullName, run, ".load-operator"), (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(daysAgo)).UtcDateTime);
    }
}
