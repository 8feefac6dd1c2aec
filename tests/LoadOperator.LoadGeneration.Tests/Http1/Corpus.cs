namespace LoadOperator.LoadGeneration.Tests.Http1;

/// <summary>Answers as they came, or might come, over a connection: one file each.</summary>
internal static class Corpus
{
    public static IReadOnlyList<byte[]> All { get; } = [.. Directory.EnumerateFiles(Folder, "*.http").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static string Folder => Path.Join(AppContext.BaseDirectory, "Http1", "Corpus");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Join(Folder, name + ".http"));
}
