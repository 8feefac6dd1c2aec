using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Pictures;

/// <summary>All pictures of the profiles of both sides.</summary>
public static class PictureSet
{
    public const string Page = "flamegraph.html";

    /// <summary>The page of flame graphs first, unless <see cref="FlameGraphPage.Missing"/> says why there is none; the largest last.</summary>
    /// <param name="title">What was compared.</param>
    /// <param name="note">A sentence above the flame graphs.</param>
    public static IReadOnlyList<Picture> Of(string title, string note, IReadOnlyList<Profile> control, IReadOnlyList<Profile> candidate)
    {
        (string Side, Profile Pooled)[] sides = [("control", Pooled.Of(control)), ("candidate", Pooled.Of(candidate))];
        return
        [
            .. FlameGraphPage.Missing is null ? new[] { new Picture(Page, null, "text/html", 0, _ => FlameGraphPage.Of(title, note, control, candidate)) } : [],
            .. sides.SelectMany(s => FoldedOf(s.Side, s.Pooled)),
            .. sides.Select(s => new Picture($"{s.Side}.speedscope.json", s.Side, "application/json", s.Pooled.Stacks.Count, most => Speedscope.Of($"{title}: {s.Side}", s.Pooled with { Stacks = Dearest(s.Pooled.Stacks, most) }))),
        ];
    }

    private static IEnumerable<Picture> FoldedOf(string side, Profile pooled) =>
        from kind in pooled.Stacks.GroupBy(s => s.Kind).OrderBy(g => g.Key)
        select new Picture($"{side}.{kind.Key.ToString().ToLowerInvariant()}.folded", side, "text/plain", kind.Count(), most => FoldedStacks.Write(Dearest([.. kind], most)));

    /// <summary>Of every kind of cost its share of the stacks, as no unit is comparable with another.</summary>
    private static IReadOnlyList<StackCost> Dearest(IReadOnlyList<StackCost> stacks, int most) =>
        most >= stacks.Count ? stacks : [.. stacks.GroupBy(s => s.Kind).SelectMany(kind => kind.OrderByDescending(s => s.Cost).Take((int)((long)most * kind.Count() / stacks.Count)))];
}
