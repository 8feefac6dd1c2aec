namespace LoadOperator.Model.Manifests;

/// <summary>Phrases that several messages share.</summary>
internal static class Sentence
{
    public static string OneOf(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : string.Join(", ", names.SkipLast(1)) + " or " + names[^1];

    public static string UnknownField(string name, IReadOnlyList<string> allowed)
    {
        var nearest = allowed.MinBy(a => Distance(name.ToUpperInvariant(), a.ToUpperInvariant()));
        var isClose = nearest is not null && Distance(name.ToUpperInvariant(), nearest.ToUpperInvariant()) <= Math.Max(1, nearest.Length / 3);
        return (isClose ? $"unknown field, did you mean '{nearest}'? " : "unknown field; ") + $"allowed here: {string.Join(", ", allowed)}";
    }

    /// <summary>The Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
