using System.Diagnostics;
using System.Globalization;
using LoadOperator.Acceptance;

// usage: acceptance REPORT.md [CAMPAIGNS]
if (args.Length is 0 or > 2 || (args.Length == 2 && !(int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0)))
{
    Console.Error.WriteLine("usage: acceptance REPORT.md [CAMPAIGNS]: simulates CAMPAIGNS (10000) campaigns for each cell and writes what came out; exit code 1 where a requirement is missed");
    return 64;
}

var campaigns = args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
var clock = Stopwatch.StartNew();
var results = new List<CellResult>();
foreach (var cell in Cells.All)
{
    var result = cell.Run(campaigns);
    results.Add(result);
    Console.WriteLine($"{clock.Elapsed:mm\\:ss} {(result.IsMet ? "met   " : "MISSED")} {cell.Name}: {(double)result.Hits / campaigns:0.0000} (required: {cell.Required.Text})");
}

File.WriteAllText(args[0], AcceptanceReport.Of(results));
var missed = results.Count(r => !r.IsMet);
Console.WriteLine($"{results.Count - missed} of {results.Count} requirements met, {missed} missed; {results.Count * campaigns:N0} campaigns in {clock.Elapsed:mm\\:ss}; written to {args[0]}");
return missed == 0 ? 0 : 1;
