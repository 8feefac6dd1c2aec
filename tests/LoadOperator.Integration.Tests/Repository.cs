namespace LoadOperator.Integration.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder.FullName, "LoadOperator.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"no LoadOperator.sln above {AppContext.BaseDirectory}");
        return folder.FullName;
    }
}
