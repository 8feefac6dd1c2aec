using System.Buffers;

namespace LoadOperator.Model.Spec;

/// <summary>Field names and values as RFC 9110, section 5 allows them, less those that the generator sets itself.</summary>
internal static class HeaderName
{
    public const string AllowedNames = "letters, digits and !#$%&*+-.^_`|~";
    public const string Pattern = "^[!#$%&*+.^_`|~0-9A-Za-z-]+$";
    public const string Allowed = "names of letters, digits and !#$%&*+-.^_`|~, none of Content-Length, Transfer-Encoding, Connection and Expect (the generator sets them)";
    public const string AllowedValues = "values of printable ASCII characters";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> Reserved =
        new(StringComparer.OrdinalIgnoreCase) { "Content-Length", "Transfer-Encoding", "Connection", "Expect" };

    public static bool IsValid(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters) && !Reserved.Contains(name);

    public static bool IsValidValue(string value) => value.All(c => c is >= ' ' and <= '~' or '\t');
}
