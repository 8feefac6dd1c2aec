using System.Text.Json;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Pictures;

/// <summary>Stacks in speedscope's file format (speedscope.app), one profile a kind of cost.</summary>
public static class Speedscope
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Of(string name, Profile profile)
    {
        var frames = profile.Stacks.SelectMany(s => s.Frames).Select(f => f.Method).Distinct().ToList();
        var indices = frames.Select((frame, i) => (frame, i)).ToDictionary(f => f.frame, f => f.i);
        var profiles = profile.Stacks.GroupBy(s => s.Kind).OrderBy(g => g.Key).Select(kind => new
        {
            Type = "sampled",
            Name = kind.Key.ToString(),
            Unit = kind.Key switch { CostKind.Allocation => "bytes", CostKind.Exceptions => "none", _ => "milliseconds" },
            StartValue = 0,
            EndValue = kind.Sum(s => s.Cost),
            Samples = kind.Select(s => s.Frames.Select(f => indices[f.Method])),
            Weights = kind.Select(s => s.Cost),
        });
        var file = new Dictionary<string, object>
        {
            ["$schema"] = "https://www.speedscope.app/file-format-schema.json",
            ["name"] = name,
            ["exporter"] = "loadctl",
            ["shared"] = new { Frames = frames.Select(f => new { Name = f }) },
            ["profiles"] = profiles,
        };
        return JsonSerializer.Serialize(file, Json);
    }
}
