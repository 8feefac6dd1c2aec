using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Pictures;

/// <summary>Flame graphs of both sides, and of their difference, as one page that needs nothing else.</summary>
public static class FlameGraphPage
{
    /// <summary>What draws them, as the build has put it beside the program.</summary>
    private static readonly string[] Scripts = ["d3.min.js", "d3-flamegraph.umd.min.js"];
    private static readonly string ScriptFolder = Path.Join(AppContext.BaseDirectory, "flamegraph");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 4096 };

    /// <summary>Why no page can be written, or null.</summary>
    public static string? Missing => Scripts.All(name => File.Exists(Path.Join(ScriptFolder, name)))
        ? null
        : "flame graphs are not drawn: d3-flame-graph was not there when this program was built (make build fetches it where npm is)";

    /// <summary>The page.</summary>
    /// <param name="title">What was compared.</param>
    /// <param name="note">A sentence above the pictures.</param>
    /// <exception cref="IOException"><see cref="Missing"/> says why.</exception>
    public static string Of(string title, string note, IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate)
    {
        var per = control.Concat(candidate).All(p => p.Requests is > 0) ? "request" : "second";
        object[] graphs =
        [
            .. Graph("CPU", $"ms per {per}", CostKind.Cpu),
            .. Graph("waiting, locks, sleeping", $"ms per {per}", CostKind.Wait, CostKind.Lock, CostKind.Sleep),
            .. Graph("allocation", $"bytes per {per}", CostKind.Allocation),
            .. Graph("exceptions", $"per {per}", CostKind.Exceptions),
        ];
        // The serializer escapes <, > and &: no name of a method can end the script that it stands in.
        return Resource("page.html")
            .Replace("{{title}}", HtmlEncoder.Default.Encode(title))
            .Replace("{{note}}", HtmlEncoder.Default.Encode(note))
            .Replace("{{data}}", JsonSerializer.Serialize(graphs, Json))
            .Replace("{{page}}", Resource("page.js"))
            .Replace("{{library}}", string.Join('\n', Scripts.Select(name => File.ReadAllText(Path.Join(ScriptFolder, name)))));

        IEnumerable<object> Graph(string name, string unit, params CostKind[] kinds) =>
            FlameTree.Of(control, candidate, kinds) is { } tree ? [new { name, unit, tree }] : [];
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
