using System.Text.RegularExpressions;

namespace LoadOperator.Model.Templates;

/// <summary>What a variable of a workload may be called.</summary>
public static partial class VariableName
{
    public const string Pattern = "^" + Name + "$";

    public const string Allowed = "letters, digits and '_', not beginning with a digit";

    /// <summary>Names that mean something already.</summary>
    public const string NotReserved = "may not be uuid, seq, random, campaign or round: these have a meaning already";

    internal const string NotReservedInCel = "!(self.name in ['uuid', 'seq', 'random', 'campaign', 'round'])";

    private const string Name = "[A-Za-z_][0-9A-Za-z_]{0,62}";

    /// <summary>The names that the campaign itself gives a value.</summary>
    public static IReadOnlyList<string> OfCampaign { get; } = ["campaign", "round"];

    public static bool IsValid(string name) => Whole().IsMatch(name);

    /// <summary>The feed and the column that a name of the form <c>feed.column</c> means; null where it is none.</summary>
    public static (string Feed, string Column)? FeedColumn(string name) => Column().Match(name) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;

    internal static bool IsReserved(string name) => name is "uuid" or "seq" or "random" or "campaign" or "round";

    [GeneratedRegex("^" + Name + @"\z")]
    private static partial Regex Whole();

    [GeneratedRegex("^(" + Name + @")\.([0-9A-Za-z_-]{1,63})\z")]
    private static partial Regex Column();
}
