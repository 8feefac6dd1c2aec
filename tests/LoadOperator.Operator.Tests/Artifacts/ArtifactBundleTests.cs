using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Artifacts;
using LoadOperator.Profiling.Pictures;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Operator.Tests.Artifacts;

public sealed class ArtifactBundleTests
{
    [Fact]
    public void Of_ProfilesOfBothSides_IsEveryPictureWithItsSizeAndDigest()
    {
        var bundle = ArtifactBundle.Of(PictureSet.Of("orders", "CPU grew", [ProfileOf(20)], [ProfileOf(30)]));

        string[] expected = ["control.cpu.folded", "candidate.cpu.folded", "control.speedscope.json", "candidate.speedscope.json"];
        Assert.Equal(FlameGraphPage.Missing is null ? [PictureSet.Page, .. expected] : expected, bundle.Files.Select(f => f.Name));
        Assert.Equal(Side.Candidate, bundle.Files.Single(f => f.Name == "candidate.cpu.folded").Side);
        Assert.Null(bundle.Missing);
        foreach (var file in bundle.In("why-artifacts"))
        {
            var content = Unpack(bundle.Entries[file.ConfigMap!.Key]);
            Assert.Equal((content.LongLength, Convert.ToHexStringLower(SHA256.HashData(content)), (string?)null), (file.Size, file.Sha256, file.Note));
            Assert.Equal("why-artifacts", file.ConfigMap.Name);
        }
    }

    [Fact]
    public void Of_SameProfilesTwice_HasTheSameDigest()
    {
        Assert.Equal(Of(30).Digest, Of(30).Digest);
        Assert.NotEqual(Of(30).Digest, Of(31).Digest);

        static ArtifactBundle Of(int stacks) => ArtifactBundle.Of(PictureSet.Of("orders", "CPU grew", [ProfileOf(20)], [ProfileOf(stacks)]));
    }

    [Fact]
    public void Of_MoreStacksThanThereIsRoomFor_KeepsTheDearestAndSaysHowMany()
    {
        var pictures = PictureSet.Of("orders", "CPU grew", [ProfileOf(5000)], [ProfileOf(5000)]).Where(p => p.Name == "candidate.cpu.folded").ToList();

        var bundle = ArtifactBundle.Of(pictures, budget: 8 * 1024);

        var file = Assert.Single(bundle.Files);
        var lines = Encoding.UTF8.GetString(Unpack(Assert.Single(bundle.Entries).Value)).TrimEnd().Split('\n');
        Assert.InRange(bundle.Entries.Values.Sum(e => e.Length), 1, 8 * 1024);
        Assert.StartsWith($"the dearest {lines.Length} of 5000 stacks", file.Note, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.EndsWith(" 5000", StringComparison.Ordinal));
        Assert.Null(bundle.Missing);
    }

    [Fact]
    public void Of_PictureThatFitsInNoWay_IsLeftOutAndTheOthersAreNot()
    {
        Picture[] pictures = [new("page.html", null, "text/html", 0, _ => Noise(20_000)), new("small.folded", "control", "text/plain", 1, _ => "Main 1")];

        var bundle = ArtifactBundle.Of(pictures, budget: 4 * 1024);

        Assert.Equal(["small.folded.gz"], bundle.Entries.Keys);
        Assert.Matches("^page.html is left out: packed it has [0-9]+ bytes, 4096 are allowed$", bundle.Missing);
        Assert.Equal((20_000L, null), (bundle.Files[0].Size, bundle.In("any")[0].ConfigMap));
    }

    [Fact]
    public void Of_AnyNumberOfLargePictures_StaysWithinTheBudget()
    {
        var bundle = ArtifactBundle.Of([.. Enumerable.Range(0, 14).Select(i => new Picture($"{i}.folded", null, "text/plain", 1000, most => Noise(100 * most)))]);

        Assert.InRange(bundle.Entries.Values.Sum(e => e.Length), ArtifactBundle.Budget / 4, ArtifactBundle.Budget);
        Assert.Equal(14, bundle.Entries.Count);
    }

    private static Profile ProfileOf(int stacks) => new()
    {
        Stacks = [.. Enumerable.Range(1, stacks).Select(i => new StackCost([new Frame("Main", false), new Frame($"Shop.Method{i * 7919 % 100_003}", false)], CostKind.Cpu, i))],
        Seconds = 10,
        Requests = 100,
    };

    /// <summary>Text that no packing makes much smaller.</summary>
    private static string Noise(int length)
    {
        var random = new Random(7);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)('0' + random.Next(64))));
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)) gzip.CopyTo(content);
        return content.ToArray();
    }
}
