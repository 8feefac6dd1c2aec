using System.Text.Json.Nodes;
using LoadOperator.Comparing.Judging;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Reporting.Comparisons;

/// <summary>
/// Two files compared, for programs: every figure, values in the unit of the file. A number that does not exist is null. A
/// comparison says why in <c>reason</c> and <c>message</c> where its figures do not.
/// </summary>
public static class ComparisonJson
{
    public static string Of(ComparisonSet set)
    {
        var packages = set.Comparisons.Select(c => c.Key.Package).Distinct().Count() > 1;
        var root = new JsonObject
        {
            ["verdict"] = $"{set.Verdict}",
            ["severity"] = $"{set.Severity}",
            ["alpha"] = set.Rule.Alpha,
            ["thresholdPercent"] = set.Rule.ThresholdPercent,
            ["comparisons"] = new JsonArray([.. set.Comparisons.Select(c => Of(c, set.Rule.IsPaired, packages))]),
            ["onlyInOld"] = new JsonArray([.. set.OnlyInOld.Select(s => Of(s.Key))]),
            ["onlyInNew"] = new JsonArray([.. set.OnlyInNew.Select(s => Of(s.Key))]),
            ["notes"] = new JsonArray([.. set.Notes.Select(n => JsonValue.Create(n))]),
        };
        return root.ToJsonString(ModelJson.Indented) + "\n";
    }

    private static JsonObject Of(Comparison comparison, bool isPaired, bool withPackage)
    {
        var figures = comparison.Figures;
        var json = new JsonObject { ["name"] = comparison.Key.Name, ["unit"] = comparison.Key.Unit };
        if (withPackage) json["pkg"] = comparison.Key.Package;
        json["old"] = Side(comparison.Old, figures.Control);
        json["new"] = Side(comparison.New, figures.Candidate);
        json["delta"] = Number(figures.Delta);
        json["deltaCi95"] = Interval(figures.DeltaCi95);
        json["welch"] = Raw(figures.Welch);
        json["welchLogRatio"] = Logs(figures.WelchLogRatio);
        if (isPaired)
        {
            json["paired"] = Raw(figures.Paired);
            json["pairedLogRatio"] = Logs(figures.PairedLogRatio);
        }

        json["mannWhitney"] = figures.MannWhitney is { } ranks ? new JsonObject { ["u"] = Number(ranks.U), ["p"] = Number(ranks.P), ["exact"] = ranks.Exact } : null;
        json["hodgesLehmann"] = figures.HodgesLehmann is { } shift ? new JsonObject { ["estimate"] = Number(shift.Estimate), ["ci95"] = Interval(shift.Ci95) } : null;
        json["verdict"] = $"{comparison.Verdict}";
        json["severity"] = $"{figures.Severity}";
        if (figures.Message is not null)
        {
            json["reason"] = figures.Reason;
            json["message"] = figures.Message;
        }

        return json;
    }

    private static JsonObject Of(SeriesKey key)
    {
        var json = new JsonObject { ["name"] = key.Name, ["unit"] = key.Unit };
        if (key.Package.Length > 0) json["pkg"] = key.Package;
        return json;
    }

    private static JsonObject Side(Series series, SideStatus? side) => new()
    {
        ["values"] = new JsonArray([.. series.Values.Select(x => Number(x))]),
        ["n"] = series.Values.Count,
        ["mean"] = Number(side?.Mean),
        ["median"] = Number(side?.Median),
    };

    private static JsonObject? Raw(TestStatus? test) =>
        test is null ? null : new() { ["t"] = Number(test.T), ["df"] = Number(test.Df), ["p"] = Number(test.P), ["ci95"] = Interval(test.Ci95) };

    private static JsonObject? Logs(TestStatus? test) =>
        test is null ? null : new() { ["t"] = Number(test.T), ["df"] = Number(test.Df), ["p"] = Number(test.P), ["delta"] = Number(test.Delta), ["deltaCi95"] = Interval(test.DeltaCi95) };

    private static JsonArray? Interval(IReadOnlyList<double>? interval) => interval is [var low, var high] ? [Number(low), Number(high)] : null;

    private static JsonValue? Number(double? value) => value is { } x && double.IsFinite(x) ? JsonValue.Create(x) : null;
}
