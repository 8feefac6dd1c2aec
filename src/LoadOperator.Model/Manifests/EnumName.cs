using System.Reflection;
using System.Text.Json.Serialization;

namespace LoadOperator.Model.Manifests;

/// <summary>The names that an enumeration's members have in a manifest.</summary>
internal static class EnumName
{
    public static IReadOnlyList<string> All(Type type) => [.. Members(type).Select(m => m.Name)];

    public static bool TryParse(Type type, string text, out object? value)
    {
        value = Members(type).FirstOrDefault(m => m.Name == text).Value;
        return value is not null;
    }

    public static string Allowed(Type type) => Sentence.OneOf(All(type));

    private static IEnumerable<(string Name, object? Value)> Members(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name, field.GetValue(null)));
}
