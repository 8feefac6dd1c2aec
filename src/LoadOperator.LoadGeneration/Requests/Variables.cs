namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What the names in templates stand for: the same text all round long, or a place among the values of an iteration.</summary>
internal sealed class Variables(IReadOnlyDictionary<string, string> constants)
{
    private readonly Dictionary<string, int> _places = [];

    /// <summary>How many values an iteration has.</summary>
    public int Count => _places.Count;

    public IReadOnlyDictionary<string, string> Constants => constants;

    /// <summary>The place of a value, the same whenever the name comes again.</summary>
    public int PlaceOf(string name)
    {
        if (!_places.TryGetValue(name, out var place)) _places[name] = place = _places.Count;
        return place;
    }
}
