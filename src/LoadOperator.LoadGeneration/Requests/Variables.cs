using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Feeds;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Templates;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>What the names in templates stand for: the same text all round long, or a place among the values of a run of a scenario.</summary>
internal sealed class Variables(IReadOnlyDictionary<string, string> constants, IReadOnlyList<FeedCursor> feeds)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly HashSet<(FeedCursor Feed, int Column, int Place)> _used = [];

    /// <summary>How many values a run of a scenario has.</summary>
    public int Count => _places.Count;

    public IReadOnlyDictionary<string, string> Constants => constants;

    /// <exception cref="PlanRefusedException">This generator lacks an environment variable or a file that the plan names.</exception>
    public static Variables Of(RoundPlan plan, DataFolder folder)
    {
        var constants = new Dictionary<string, string>(plan.Variables);
        foreach (var (name, source) in plan.VariablesFromEnvironment ?? new Dictionary<string, string>())
            constants[name] = Environment.GetEnvironmentVariable(source) ?? throw new PlanRefusedException($"variablesFromEnvironment.{name}: the generator has no environment variable {source}");
        return new Variables(constants, [.. (plan.Feeds ?? []).Select((feed, number) => new FeedCursor(feed, folder.Read(feed), plan.Share, number))]);
    }

    /// <summary>The place of a value, the same whenever the name comes again.</summary>
    /// <exception cref="PlanRefusedException">It names a feed or a column that does not exist.</exception>
    public int PlaceOf(string name)
    {
        if (!_places.TryGetValue(name, out var place)) _places[name] = place = _places.Count;
        if (VariableName.FeedColumn(name) is not var (feed, column)) return place;
        var cursor = feeds.FirstOrDefault(f => f.Name == feed) ?? throw new PlanRefusedException($"'{{{{{name}}}}}': the plan has no feed '{feed}'");
        var number = cursor.Columns.ToList().IndexOf(column);
        if (number < 0) throw new PlanRefusedException($"'{{{{{name}}}}}': the feed '{feed}' has no column '{column}'; allowed: {string.Join(", ", cursor.Columns)}");
        _used.Add((cursor, number, place));
        return place;
    }

    /// <summary>What has been named of feeds since this was last asked.</summary>
    public IReadOnlyList<FeedDraw> TakeDraws()
    {
        IReadOnlyList<FeedDraw> draws = [.. _used.GroupBy(u => u.Feed, u => (u.Column, u.Place)).Select(g => new FeedDraw(g.Key, [.. g]))];
        _used.Clear();
        return draws;
    }
}
