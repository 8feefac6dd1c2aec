using System.Globalization;
using System.Text;

namespace LoadOperator.Acceptance;

/// <summary>What was measured beside what is required, in markdown.</summary>
internal static class AcceptanceReport
{
    public static string Of(IReadOnlyList<CellResult> results)
    {
        var campaigns = results[0].Campaigns;
        var text = new StringBuilder();
        text.AppendLine("# How often the verdict is right").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Written by `make acceptance`. Every figure is the share of {campaigns:N0} simulated campaigns, in randomised adjacent pairs and with seeds of their own,");
        text.AppendLine("that the judge of real campaigns judged so. A requirement counts as missed where the exact binomial bounds of the share, at 99.9 %, leave no doubt of it.").AppendLine();
        foreach (var table in results.GroupBy(r => r.Cell.Table))
        {
            text.AppendLine($"## {table.Key}").AppendLine();
            text.AppendLine("| simulated | required | measured | |");
            text.AppendLine("|---|---|---|---|");
            foreach (var result in table) text.AppendLine($"| {result.Cell.Name} | {result.Cell.Required.Text} | {Measured(result)} | {(result.IsMet ? "met" : "**missed**")} |");
            text.AppendLine();
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Measured(CellResult result)
    {
        var share = (double)result.Hits / result.Campaigns;
        return result.Cell.Required.Text.EndsWith('%') ? (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %" : share.ToString("0.000", CultureInfo.InvariantCulture);
    }
}
