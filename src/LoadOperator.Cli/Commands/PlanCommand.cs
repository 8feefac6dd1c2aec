using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Model;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl plan</c>: from the noise that a campaign has measured, how many pairs the next one needs.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var result = new Argument<string>("RESULT") { Description = "The result of a campaign that ran here, best one with comparison.mode SelfTest: its folder, result.json, or a LoadCampaign as JSON from a cluster." };
        var effect = new Option<double>("--effect") { Description = "The slowdown to see, in percent: 3 or 3%.", DefaultValueFactory = _ => 0.05, CustomParser = argument => Share(argument, most: 10) };
        var power = new Option<double>("--power") { Description = "In how many campaigns of 100 it is to be seen: 80 or 80%.", DefaultValueFactory = _ => 0.8, CustomParser = argument => Share(argument, most: 0.999) };
        var command = new Command("plan", "Say how many pairs a campaign needs here, from the noise that an earlier one has measured.") { result, effect, power };
        command.SetAction(parsed => StoredResult.Use(parsed.GetValue(result)!, campaign => Print(campaign, parsed.GetValue(effect), parsed.GetValue(power))));
        return command;
    }

    private static int Print(LoadCampaign campaign, double effect, double power)
    {
        var analysis = campaign.Spec.Analysis;
        var metrics = (campaign.Status?.Metrics ?? []).Select(m => (Metric: m, Noise: Noise.Of(m, analysis))).Where(m => m.Noise is not null).ToList();
        if (metrics.Count == 0) throw new InvalidDataException("the result holds no metric with three pairs or more that vary; run a campaign with comparison.mode SelfTest first");
        var table = new TextTable("metric", "CV", "correlation", $"pairs to see {Percent(effect)}", $"pairs to prove no slowdown of {Percent(analysis.MaxRegressionPercent / 100)}", "10 pairs see");
        foreach (var (metric, noise) in metrics)
        {
            table.Add(
                metric.Name, Percent(noise!.Describe(metric).CoefficientOfVariation), double.IsFinite(noise.Correlation) ? noise.Correlation.ToString("0.00", CultureInfo.InvariantCulture) : "",
                Count(noise.PairsToSee(effect, power)), Count(noise.PairsToProve(analysis.MaxRegressionPercent / 100, power)), Percent(noise.MinimumDetectableEffect(10, power)));
        }

        Console.Out.Write(table.ToString());
        Console.Out.WriteLine($"to see: p below analysis.alpha ({analysis.Alpha}) in {Percent(power)} of campaigns; a Regression must also lie beyond the margin. From {metrics[0].Metric.Candidate.N} pairs, so itself uncertain.");
        return ExitCode.Passed;
    }

    private static string Count(int? pairs) => pairs?.ToString(CultureInfo.InvariantCulture) ?? "more than 1000";

    private static string Percent(double share) => (100 * share).ToString("0.0#", CultureInfo.InvariantCulture) + "%";

    private static double Share(ArgumentResult argument, double most)
    {
        var text = argument.Tokens.Single().Value;
        if (double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent > 0 && percent / 100 <= most) return percent / 100;
        argument.AddError($"'{text}' is no share for {(argument.Parent as OptionResult)?.Option.Name}; allowed: a number of percent above 0, at most {most * 100:0.#}");
        return 0;
    }
}
