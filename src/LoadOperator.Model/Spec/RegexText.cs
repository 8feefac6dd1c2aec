using System.Text.RegularExpressions;

namespace LoadOperator.Model.Spec;

/// <summary>Regular expressions over answers. They never backtrack, so that no answer of a target can hold the generator up.</summary>
public static class RegexText
{
    public const string Allowed = "a regular expression as .NET has them, without look-around, backreferences and atomic groups (it is matched in linear time)";

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It cannot be matched in linear time.</exception>
    public static Regex Compile(string pattern) => new(pattern, Options);

    internal static bool IsValid(string? pattern)
    {
        if (pattern is null) return true;
        try
        {
            return Compile(pattern) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
