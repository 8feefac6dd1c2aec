using System.Diagnostics;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace LoadOperator.Chart.Tests;

/// <summary>The chart, rendered by helm or by what eng/chart/renderer.sh has built in its place.</summary>
internal static class Chart
{
    private const string RendererVariable = "CHART_RENDERER";

    private static readonly IDeserializer Reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } = Path.Join(Repository, "charts", "load-operator");

    /// <summary>Sets of values that the chart brings for tests, by the convention of helm's own tools; empty: its defaults.</summary>
    public static IReadOnlyList<string> ValuesFiles { get; } = ["", .. Directory.GetFiles(Path.Join(Folder, "ci"), "*-values.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Renders; a test is skipped where nothing here can.</summary>
    /// <param name="valuesFile">One of <see cref="ValuesFiles"/>.</param>
    public static async Task<IReadOnlyList<JsonObject>> RenderAsync(string valuesFile = "", string @namespace = "load-operator-system") =>
        await RenderAsync(valuesFile.Length == 0 ? null : Path.Join(Folder, "ci", valuesFile), "load-operator", @namespace);

    /// <summary>Renders with values given as YAML.</summary>
    public static async Task<IReadOnlyList<JsonObject>> RenderWithAsync(string values, string release = "load-operator", string @namespace = "load-operator-system")
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, values, TestContext.Current.CancellationToken);
            return await RenderAsync(file, release, @namespace);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The documents of YAML as JSON: plain words that look like numbers and booleans are such.</summary>
    public static IReadOnlyList<JsonObject> Read(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        var documents = new List<JsonObject>();
        while (parser.Accept<DocumentStart>(out _))
            if (Reader.Deserialize<object?>(parser) is { } document) documents.Add(JsonNode.Parse(Writer.Serialize(document))!.AsObject());
        return documents;
    }

    public static IReadOnlyList<JsonObject> ReadFile(params string[] path) => Read(File.ReadAllText(Path.Join([Repository, .. path])));

    /// <summary>The repository's CRDs, in the order of their names.</summary>
    public static IReadOnlyList<JsonObject> ReadCrds() =>
        [.. Directory.GetFiles(Path.Join(Repository, "crds"), "loadoperator.dev_*.yaml").Order(StringComparer.Ordinal).Select(f => Read(File.ReadAllText(f)).Single())];

    private static async Task<IReadOnlyList<JsonObject>> RenderAsync(string? valuesPath, string release, string @namespace)
    {
        var renderer = Environment.GetEnvironmentVariable(RendererVariable) is { Length: > 0 } given ? given : Path.Join(Repository, "out", "chart", "render");
        Assert.SkipUnless(File.Exists(renderer), $"nothing here renders charts: set {RendererVariable} to helm, or run eng/chart/renderer.sh");
        var start = new ProcessStartInfo(renderer, ["template", release, Folder, "--namespace", @namespace, .. valuesPath is null ? Array.Empty<string>() : ["--values", valuesPath]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return Read(await output);
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder.FullName, "LoadOperator.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"no LoadOperator.sln above {AppContext.BaseDirectory}");
        return folder.FullName;
    }
}
