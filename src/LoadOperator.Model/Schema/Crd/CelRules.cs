using System.Reflection;
using System.Text.Json.Nodes;

namespace LoadOperator.Model.Schema.Crd;

/// <summary>A type's rules, as the API server checks them.</summary>
internal static class CelRules
{
    public static JsonArray Of(Type type)
    {
        if (!type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IHasRules<>))) return [];
        return (JsonArray)typeof(CelRules).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;
    }

    private static JsonArray Read<T>()
        where T : IHasRules<T> =>
        new([.. T.Rules.Where(rule => rule.Cel != Rules.NotInCel).Select(JsonNode (rule) => new JsonObject
        {
            ["rule"] = rule.Cel,
            ["message"] = rule.Field.Length == 0 ? rule.Message : $"{rule.Field}: {rule.Message}",
        })]);
}
