using System.Globalization;

namespace LoadOperator.AgentClient;

/// <summary>How the .NET runtime of a generator is set up, the same on every host.</summary>
public static class GeneratorRuntime
{
    private const decimal HeapShareOfMemory = 0.75m;

    /// <summary>The youngest generation takes this much before it is collected, so that most rounds see no collection at all.</summary>
    private const decimal YoungShareOfMemory = 0.125m;

    /// <summary>The heap that a generator with this memory limit may use.</summary>
    public static long HeapBytes(decimal memoryBytes) => (long)(memoryBytes * HeapShareOfMemory);

    /// <summary>Environment variables for a generator with this memory limit. The runtime reads these numbers as hexadecimal.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentFor(decimal memoryBytes) => new Dictionary<string, string>
    {
        ["DOTNET_GCHeapHardLimit"] = Hex(HeapBytes(memoryBytes)),
        ["DOTNET_GCgen0size"] = Hex((long)(memoryBytes * YoungShareOfMemory)),
    };

    private static string Hex(long bytes) => bytes.ToString("x", CultureInfo.InvariantCulture);
}
