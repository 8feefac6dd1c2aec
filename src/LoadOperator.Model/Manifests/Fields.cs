using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadOperator.Model.Manifests;

/// <summary>A field of an object of the model, as manifests name it.</summary>
internal sealed record Field(string Name, PropertyInfo Property, bool IsRequired)
{
    /// <summary>The type without its nullability.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
}

/// <summary>The fields that an object of the model has.</summary>
internal static class Fields
{
    private static readonly ConditionalWeakTable<Type, IReadOnlyList<Field>> Cache = [];

    public static IReadOnlyList<Field> Of(Type type) => Cache.GetValue(type, static t =>
    [
        .. t.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => new Field(
                p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                p,
                p.GetCustomAttribute<RequiredMemberAttribute>() is not null)),
    ]);

    /// <summary>The element type where <paramref name="type"/> is a list, otherwise null.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(IReadOnlyList<>) || definition == typeof(IList<>))
            ? type.GetGenericArguments()[0]
            : null;

    /// <summary>The value type where <paramref name="type"/> is a map from strings, otherwise null.</summary>
    public static Type? ValueOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(IReadOnlyDictionary<,>) || definition == typeof(IDictionary<,>))
            ? type.GetGenericArguments()[1]
            : null;

    /// <summary>Whether values of the type are objects with fields of their own.</summary>
    public static bool IsObject(Type type) => type is { IsClass: true } && type != typeof(string) && type != typeof(k8s.Models.ResourceQuantity) && ElementOf(type) is null && ValueOf(type) is null;
}
