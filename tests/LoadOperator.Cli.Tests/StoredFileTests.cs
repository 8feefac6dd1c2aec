using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LoadOperator.Cli.Artifacts;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Tests;

public sealed class StoredFileTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("Main;Shop.Hash 12.5\n");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stored-file-");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_WhatTheStatusSays_IsTheFile(bool isPacked)
    {
        var path = await WriteAsync(File(), isPacked ? Pack(Content) : Content, isPacked);

        Assert.Equal(Content, await System.IO.File.ReadAllBytesAsync(path, Cancel));
    }

    [Fact]
    public async Task Write_OtherBytes_SaysBothDigestsAndLeavesTheFileAsItWas()
    {
        await WriteAsync(File(), Content, isPacked: false);
        var other = Encoding.UTF8.GetBytes("Main;Shop.Hush 12.5\n");

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(File(), other, isPacked: false));

        Assert.Equal($"control.cpu.folded: has 20 bytes and SHA-256 {Hash(other)}, not 20 and {Hash(Content)} as the status says", exception.Message);
        Assert.Equal(Content, await System.IO.File.ReadAllBytesAsync(Path.Join(_folder.FullName, "control.cpu.folded"), Cancel));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task Write_MoreThanWasSaid_IsNotUnpackedToItsEnd()
    {
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(File(), Pack(new byte[50_000_000]), isPacked: true));

        Assert.Equal("control.cpu.folded: has more than the 20 bytes that the status says", exception.Message);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public Task Write_NoGzip_IsSaid() => Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(File(), Content, isPacked: true));

    [Theory]
    [InlineData("../escaped")]
    [InlineData("/etc/escaped")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("")]
    public async Task Write_NameThatIsAPath_IsRefused(string name)
    {
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(File() with { Name = name }, Content, isPacked: false));

        Assert.StartsWith($"'{name}': not a file's name; allowed: ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ArtifactStatus File() => new() { Name = "control.cpu.folded", MediaType = "text/plain", Size = Content.Length, Sha256 = Hash(Content) };

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private Task<string> WriteAsync(ArtifactStatus file, byte[] bytes, bool isPacked) => StoredFile.WriteAsync(file, new MemoryStream(bytes), isPacked, _folder.FullName, Cancel);
}
