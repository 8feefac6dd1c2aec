using System.Globalization;
using LoadOperator.Comparing.Judging;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting.Comparisons;

/// <summary>A row of the table as people read it.</summary>
internal sealed record ComparisonRow(string Name, string Old, string New, string Delta, string P, string N, string Verdict)
{
    /// <summary>Stands where a difference is not significant, as benchstat has it.</summary>
    private const string NotSignificant = "~";

    public static ComparisonRow Of(Comparison comparison, double alpha, UnitScale scale)
    {
        var figures = comparison.Figures;
        var values = scale.Format(Middle(figures.Control, figures.Scale), Middle(figures.Candidate, figures.Scale));
        return new ComparisonRow(
            comparison.Key.Name,
            values[0] + Spread(figures.Control, figures.Scale),
            values[1] + Spread(figures.Candidate, figures.Scale),
            figures.PValue < alpha ? Change(figures.Delta, figures.Scale) : NotSignificant,
            Figures.PValue(figures.PValue),
            $"{comparison.Old.Values.Count}+{comparison.New.Values.Count}",
            $"{comparison.Verdict}" + (figures.Severity == Severity.Review ? ", review" : "") + (figures.Verdict is Model.Status.Verdict.Invalid or Model.Status.Verdict.Inconclusive && figures.Reason is { } reason and not "NotEnoughEvidence" and not "LargeButUncertain" ? $" ({reason})" : ""));
    }

    /// <summary>The row of the geometric means; null where fewer than two rows have one, as one alone says nothing new.</summary>
    public static ComparisonRow? Geomean(IReadOnlyList<Comparison> comparisons, UnitScale scale)
    {
        var pairs = comparisons.Select(c => (Old: Middle(c.Figures.Control, c.Figures.Scale), New: Middle(c.Figures.Candidate, c.Figures.Scale))).Where(p => p.Old > 0 && p.New > 0).ToList();
        if (pairs.Count < 2) return null;
        double old = Math.Exp(pairs.Average(p => Math.Log(p.Old))), @new = Math.Exp(pairs.Average(p => Math.Log(p.New)));
        var values = scale.Format(old, @new);
        var omitted = comparisons.Count - pairs.Count;
        return new ComparisonRow("geomean", values[0], values[1], Change(@new / old - 1, Scale.Ratio), "", "", omitted > 0 ? $"without {omitted} that {(omitted == 1 ? "is" : "are")} not above 0" : "");
    }

    /// <summary>The mean that delta is taken of: geometric where there is one.</summary>
    private static double Middle(SideStatus? side, Scale scale) => (scale == Scale.Ratio ? side?.GeometricMean ?? side?.Mean : side?.Mean) ?? double.NaN;

    private static string Spread(SideStatus? side, Scale scale) =>
        scale == Scale.Ratio && side?.CoefficientOfVariation is { } cv ? string.Create(CultureInfo.InvariantCulture, $" ± {cv * 100:0}%") : "";

    private static string Change(double? delta, Scale scale) => delta switch
    {
        null => "?",
        { } d when scale == Scale.Ratio => (d * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + "%",
        _ => Figures.Delta(delta, scale),
    };
}
