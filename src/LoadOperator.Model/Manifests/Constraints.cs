using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using LoadOperator.Model.Schema;

namespace LoadOperator.Model.Manifests;

/// <summary>What breaks a constraint: the field's path, its value, and what is allowed.</summary>
public sealed record Violation(string Path, string? Value, string Allowed);

/// <summary>Checks an object of the model against the constraints that its types declare.</summary>
public static class Constraints
{
    /// <summary>All violations in <paramref name="root"/> and below.</summary>
    /// <param name="root">The object.</param>
    /// <param name="path">The object's own path.</param>
    /// <param name="skipRules">Says for a path that rules over several fields are not to be checked there.</param>
    public static IEnumerable<Violation> Check(object root, string path, Func<string, bool>? skipRules = null)
    {
        foreach (var field in Fields.Of(root.GetType()))
        {
            if (field.Property.GetValue(root) is not { } value) continue;
            var childPath = Join(path, field.Name);
            foreach (var violation in CheckField(field.Property, value, childPath)) yield return violation;
            if (value is IList list && Fields.ElementOf(field.Type) is { } element && Fields.IsObject(element))
            {
                for (var i = 0; i < list.Count; i++)
                    foreach (var violation in Check(list[i]!, $"{childPath}[{i}]", skipRules)) yield return violation;
            }
            else if (Fields.IsObject(field.Type) && field.Type.Assembly == typeof(Constraints).Assembly)
            {
                foreach (var violation in Check(value, childPath, skipRules)) yield return violation;
            }
        }

        if (skipRules?.Invoke(path) is true) yield break;
        foreach (var (field, message) in RulesBrokenBy(root))
            yield return new Violation(Join(path, field), null, message);
        if (root is not IHasReferences holder) yield break;
        foreach (var reference in holder.ListReferences().Where(r => r.IsBroken))
            yield return new Violation(Join(path, reference.Field), reference.Value, "allowed: " + string.Join(", ", reference.Allowed));
    }

    private static string Join(string path, string field) => path.Length == 0 ? field : field.Length == 0 ? path : $"{path}.{field}";

    private static IEnumerable<Violation> CheckField(PropertyInfo property, object value, string path)
    {
        foreach (var attribute in property.GetCustomAttributes())
        {
            var broken = (attribute, value) switch
            {
                (BoundsAttribute bounds, IList list) => list.Cast<object>().Select((item, i) => (item, i)).Where(x => !IsWithin(bounds, x.item)).Select(x => new Violation($"{path}[{x.i}]", Text(x.item), "allowed: " + Describe(bounds))),
                (BoundsAttribute bounds, _) when !IsWithin(bounds, value) => [new Violation(path, Text(value), "allowed: " + Describe(bounds))],
                (DurationBoundsAttribute bounds, Duration duration) when duration < bounds.Min || duration > bounds.Max => [new Violation(path, duration.ToString(), $"allowed: from {bounds.Min} to {bounds.Max}")],
                (ItemsAttribute items, ICollection collection) when collection.Count < items.Min || collection.Count > items.Max => [new Violation(path, null, $"has {collection.Count} entries; allowed: {items.Min} to {items.Max}")],
                (LengthAttribute length, string text) when text.Length < length.Min || text.Length > length.Max => [new Violation(path, text, $"has {text.Length} characters; allowed: {length.Min} to {length.Max}")],
                (FormatAttribute format, string text) when !Regex.IsMatch(text, WholeText(format.Pattern)) => [new Violation(path, text, "allowed: " + format.Meaning)],
                _ => Enumerable.Empty<Violation>(),
            };
            foreach (var violation in broken) yield return violation;
        }
    }

    /// <summary>.NET's <c>$</c> also matches before a final line break; the API server's does not.</summary>
    private static string WholeText(string pattern) => pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern;

    private static bool IsWithin(BoundsAttribute bounds, object value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return (bounds.ExclusiveMin ? number > bounds.Min : number >= bounds.Min) && number <= bounds.Max;
    }

    private static string Describe(BoundsAttribute bounds) =>
        bounds.ExclusiveMin ? $"more than {Text(bounds.Min)}, up to {Text(bounds.Max)}" : $"from {Text(bounds.Min)} to {Text(bounds.Max)}";

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<(string Field, string Message)> RulesBrokenBy(object instance)
    {
        var contract = typeof(IHasRules<>);
        if (!instance.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == contract)) return [];
        return (IEnumerable<(string, string)>)typeof(Constraints)
            .GetMethod(nameof(Broken), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(instance.GetType())
            .Invoke(null, [instance])!;
    }

    private static IEnumerable<(string Field, string Message)> Broken<T>(T instance)
        where T : IHasRules<T> =>
        [.. T.Rules.Where(rule => !rule.Holds(instance)).Select(rule => (rule.Field, rule.Message))];
}
