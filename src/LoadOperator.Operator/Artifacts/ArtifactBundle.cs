using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Pictures;

namespace LoadOperator.Operator.Artifacts;

/// <summary>Pictures as one ConfigMap holds them: in gzip, and so many of their stacks as there is room for.</summary>
/// <param name="Entries">By key.</param>
/// <param name="Files">What is to be said of each; without the object's name, which follows from all of them.</param>
internal sealed record ArtifactBundle(IReadOnlyDictionary<string, byte[]> Entries, IReadOnlyList<ArtifactStatus> Files)
{
    /// <summary>Bytes of all entries together: with rounds and status, a campaign's objects stay under 1 MiB.</summary>
    public const int Budget = 320 * 1024;

    private const string Packed = ".gz";

    /// <summary>Of all entries, in hexadecimal.</summary>
    public string Digest => Hash(Encoding.UTF8.GetBytes(string.Join('\n', Files.Select(f => $"{f.Name} {f.Sha256}"))));

    /// <summary>Why some are not there, in a sentence; null where all are.</summary>
    public string? Missing => Files.Where(f => f.Sha256 is null).Select(f => $"{f.Name} is {f.Note}").ToList() is { Count: > 0 } missing ? string.Join("; ", missing) : null;

    /// <param name="pictures">The first may take all the room that there is; the others have equal shares of what is left, and what one does not need is the next ones'.</param>
    /// <param name="budget">Bytes of all together.</param>
    public static ArtifactBundle Of(IReadOnlyList<Picture> pictures, int budget = Budget)
    {
        var entries = new Dictionary<string, byte[]>();
        var files = new List<ArtifactStatus>();
        var left = budget;
        foreach (var (i, picture) in pictures.Index())
        {
            var (file, bytes) = Fit(picture, i == 0 ? left : left / (pictures.Count - i));
            files.Add(file);
            if (bytes is null) continue;
            entries[picture.Name + Packed] = bytes;
            left -= bytes.Length;
        }

        return new ArtifactBundle(entries, files);
    }

    /// <summary>The same with the place of each file.</summary>
    /// <param name="configMap">The object's name.</param>
    public IReadOnlyList<ArtifactStatus> In(string configMap) =>
        [.. Files.Select(f => f.Sha256 is null ? f : f with { ConfigMap = new KeyReference { Name = configMap, Key = f.Name + Packed } })];

    private static (ArtifactStatus File, byte[]? Bytes) Fit(Picture picture, int room)
    {
        var whole = Encoding.UTF8.GetBytes(picture.Whole);
        var content = whole;
        for (var stacks = picture.Stacks; ; content = Encoding.UTF8.GetBytes(picture.Draw(stacks)))
        {
            var bytes = Compress(content);
            if (bytes.Length <= room)
            {
                var note = stacks < picture.Stacks ? string.Create(CultureInfo.InvariantCulture, $"the dearest {stacks} of {picture.Stacks} stacks: all have {whole.Length} bytes, {room} packed ones are allowed") : null;
                return (Of(picture, content.Length) with { Sha256 = Hash(content), Note = note }, bytes);
            }

            stacks /= 2;
            if (stacks == 0) return (Of(picture, whole.Length) with { Note = string.Create(CultureInfo.InvariantCulture, $"left out: packed it has {bytes.Length} bytes, {room} are allowed") }, null);
        }
    }

    private static ArtifactStatus Of(Picture picture, long size) => new()
    {
        Name = picture.Name,
        Side = picture.Side is { } side ? Enum.Parse<Side>(side, ignoreCase: true) : null,
        MediaType = picture.MediaType,
        Size = size,
    };

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Compress(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(content);
        return packed.ToArray();
    }
}
