using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>Compares two trees of figures, field by field.</summary>
/// <param name="tolerance">The share by which numbers may differ.</param>
internal sealed class StatusComparison(double tolerance)
{
    /// <summary>Sentences, which follow from the figures and may be worded anew.</summary>
    private static readonly string[] Prose = ["message", "notes"];

    private readonly List<Difference> _differences = [];

    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>How many leaves were compared.</summary>
    public int Compared { get; private set; }

    public void Compare(string path, JsonNode? stored, JsonNode? recomputed)
    {
        switch (stored, recomputed)
        {
            case (JsonObject a, JsonObject b):
                foreach (var name in a.Concat(b).Select(p => p.Key).Distinct().Except(Prose)) Compare($"{path}.{name}", a[name], b[name]);
                break;
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                for (var i = 0; i < a.Count; i++) Compare($"{path}[{i}]", a[i], b[i]);
                break;
            default:
                Compared++;
                if (!AreEqual(stored, recomputed)) _differences.Add(new Difference(path, Said(stored), Said(recomputed)));
                break;
        }
    }

    private bool AreEqual(JsonNode? a, JsonNode? b)
    {
        if (a?.GetValueKind() != JsonValueKind.Number || b?.GetValueKind() != JsonValueKind.Number) return JsonNode.DeepEquals(a, b);
        double x = a.GetValue<double>(), y = b.GetValue<double>();
        return Math.Abs(x - y) <= tolerance * Math.Max(Math.Abs(x), Math.Abs(y));
    }

    private static string Said(JsonNode? node) => node is null ? "nothing" : node.ToJsonString();
}
