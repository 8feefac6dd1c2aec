using System.Globalization;

namespace LoadOperator.Conformance;

/// <summary>What a check found to be otherwise than the contract says.</summary>
internal sealed class Findings
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string finding) => _all.Add(finding);

    public void Expect(bool isSo, string otherwise)
    {
        if (!isSo) Add(otherwise);
    }

    public void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected}, got {actual}"));
    }

    public void Between(string what, double from, double to, double actual)
    {
        if (!(actual >= from && actual <= to)) Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {from:0.###} to {to:0.###}, got {actual:0.###}"));
    }
}
