using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Answers;

/// <summary>What a text must be, hold or match; one of the three.</summary>
internal sealed class TextMatch(string? equalTo, string? contains, string? regex)
{
    private readonly byte[]? _equalTo = equalTo is null ? null : Encoding.UTF8.GetBytes(equalTo);
    private readonly byte[]? _contains = contains is null ? null : Encoding.UTF8.GetBytes(contains);
    private readonly Regex? _regex = regex is null ? null : RegexText.Compile(regex);

    public bool Holds(ReadOnlySpan<byte> text) =>
        _equalTo is not null ? text.SequenceEqual(_equalTo)
        : _contains is not null ? text.IndexOf(_contains) >= 0
        : IsMatch(_regex!, text);

    private static bool IsMatch(Regex regex, ReadOnlySpan<byte> text)
    {
        var characters = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return regex.IsMatch(characters.AsSpan(0, Encoding.UTF8.GetChars(text, characters)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }
}
