namespace LoadOperator.Integration.Tests;

/// <summary>The programs that were built with these tests.</summary>
internal static class Programs
{
    public static string Operator { get; } = PathOf("LoadOperator.Operator", "load-operator");

    public static string Agent { get; } = PathOf("LoadOperator.Agent", "load-agent");

    public static string Loadctl { get; } = PathOf("LoadOperator.Cli", "loadctl");

    private static string PathOf(string project, string program)
    {
        // out/bin/PROJECT/CONFIGURATION
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Join(own.Parent!.Parent!.FullName, project, own.Name, program);
    }
}
