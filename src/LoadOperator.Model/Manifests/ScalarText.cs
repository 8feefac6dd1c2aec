using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;

namespace LoadOperator.Model.Manifests;

/// <summary>Reads single values the way the API server would: strictly, without guessing a type.</summary>
internal static partial class ScalarText
{
    /// <summary>The value of <paramref name="scalar"/> as a <paramref name="type"/>, or what is allowed instead.</summary>
    public static (object? Value, string? Allowed) Read(Node.Scalar scalar, Type type)
    {
        if (type == typeof(string)) return ReadString(scalar);
        if (type == typeof(bool)) return scalar.IsPlain && scalar.Text is "true" or "false" ? (scalar.Text == "true", null) : (null, "true or false");
        if (type == typeof(int)) return scalar.IsPlain && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? (small, null) : (null, "a whole number, without quotes");
        if (type == typeof(long)) return scalar.IsPlain && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (whole, null) : (null, "a whole number, without quotes");
        if (type == typeof(double)) return scalar.IsPlain && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? (number, null) : (null, "a number, without quotes");
        if (type == typeof(Duration)) return Duration.TryParse(scalar.Text, out var duration) ? (duration, null) : (null, "a duration such as 500ms, 30s or 1m30s");
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.TryParse(scalar.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? (time, null) : (null, "a time such as 2026-01-31T12:00:00Z");
        if (type == typeof(ResourceQuantity)) return ReadQuantity(scalar);
        if (type.IsEnum) return EnumName.TryParse(type, scalar.Text, out var member) ? (member, null) : (null, EnumName.Allowed(type));
        throw new NotSupportedException($"fields of type {type} cannot be read from a manifest");
    }

    private static (object? Value, string? Allowed) ReadQuantity(Node.Scalar scalar)
    {
        const string Allowed = "a quantity such as 1, 500m or 512Mi";
        if (!Quantity().IsMatch(scalar.Text)) return (null, Allowed);
        try
        {
            var quantity = new ResourceQuantity(scalar.Text);
            _ = quantity.ToDecimal();
            return (quantity, null);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return (null, Allowed);
        }
    }

    private static (object? Value, string? Allowed) ReadString(Node.Scalar scalar) =>
        scalar.IsPlain && NotAString().IsMatch(scalar.Text) ? (null, "text: put it in quotes") : (scalar.Text, null);

    /// <summary>Plain scalars that YAML readers take for a truth value or a number (1.1 and 1.2 alike).</summary>
    [GeneratedRegex(@"^(true|false|yes|no|on|off|y|n|[-+]?(\d[\d_]*)?\.?\d+([eE][-+]?\d+)?|0x[0-9a-fA-F]+|0o?[0-7]+|[-+]?\.inf|\.nan)$", RegexOptions.IgnoreCase)]
    private static partial Regex NotAString();

    [GeneratedRegex(@"^[0-9]{1,18}(\.[0-9]{1,9})?([eE][0-9]{1,2}|m|k|[MGTPE]i?|Ki)?\z")]
    private static partial Regex Quantity();
}
