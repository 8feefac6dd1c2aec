using System.Reflection;

namespace LoadOperator.Cli.Tests;

/// <summary>Where the build has put the programs.</summary>
internal static class Programs
{
    public static string Loadctl { get; } = PathOf("LoadOperator.Cli", "loadctl");

    public static string Agent { get; } = PathOf("LoadOperator.Agent", "load-agent");

    public static string DemoTarget { get; } = PathOf("LoadOperator.DemoTarget", "demo-target");

    private static string PathOf(string project, string program) => Path.Join(Metadata("Programs"), project, Metadata("Configuration"), program);

    private static string Metadata(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
