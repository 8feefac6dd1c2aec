using System.CommandLine;
using System.Globalization;
using LoadOperator.Cli.LocalHost;
using LoadOperator.Comparing.Judging;
using LoadOperator.Comparing.Measurements;
using LoadOperator.Comparing.Reading;
using LoadOperator.Reporting.Comparisons;

namespace LoadOperator.Cli.Commands;

/// <summary><c>loadctl compare OLD NEW</c>: compares two files of measurements as benchstat does, and exits like <c>run</c>.</summary>
internal static class CompareCommand
{
    private static readonly string[] Formats = ["text", "json", "markdown", "csv"];

    public static Command Create()
    {
        var old = new Argument<string>("OLD") { Description = "Output of go test -bench, or of go test -bench -json, or a result of loadctl run (its folder or result.json); '-' is standard input." };
        var @new = new Argument<string>("NEW") { Description = "The same, of the version that is to replace it." };
        var format = new Option<string>("--format") { Description = $"One of {string.Join(", ", Formats)}.", DefaultValueFactory = _ => Formats[0] };
        var alpha = NumberOption("--alpha", "A difference is called only where p is below this.", new ComparisonRule().Alpha, "more than 0 and less than 1", x => x is > 0 and < 1);
        var threshold = NumberOption("--threshold", "The margin in percent: how much worse NEW may be.", new ComparisonRule().ThresholdPercent, "more than 0 and at most 1000", x => x is > 0 and <= 1000);
        var paired = new Option<bool>("--paired") { Description = "Value i of both files was measured under the same conditions: the test of pairs decides." };
        format.Validators.Add(result =>
        {
            var value = result.Tokens is [var token] ? token.Value : Formats[0];
            if (!Formats.Contains(value)) result.AddError($"--format: '{value}': allowed: {string.Join(", ", Formats)}");
        });
        var command = new Command("compare", "Compare two files of benchmarks or results. Exits as run does.") { old, @new, format, alpha, threshold, paired };
        command.SetAction(parsed => Run(
            parsed.GetValue(old)!,
            parsed.GetValue(@new)!,
            new ComparisonRule { Alpha = parsed.GetValue(alpha), ThresholdPercent = parsed.GetValue(threshold), IsPaired = parsed.GetValue(paired) },
            parsed.GetValue(format)!));
        return command;
    }

    private static int Run(string oldFile, string newFile, ComparisonRule rule, string format)
    {
        if (oldFile == "-" && newFile == "-")
        {
            Console.Error.WriteLine("loadctl: OLD and NEW: '-' for both: standard input holds one file only");
            return ExitCode.Usage;
        }

        if (Read(oldFile) is not { } old || Read(newFile) is not { } @new) return ExitCode.Usage;
        foreach (var warning in old.Warnings.Concat(@new.Warnings)) Console.Error.WriteLine($"loadctl: warning: {warning}");
        var set = Comparer.Compare(old, @new, rule);
        Console.Out.Write(format switch
        {
            "json" => ComparisonJson.Of(set),
            "markdown" => ComparisonReport.Markdown(set),
            "csv" => ComparisonCsv.Of(set),
            _ => ComparisonReport.Text(set),
        });
        return ExitCode.Of(set.Verdict);
    }

    /// <summary>Reads a file; null, and said why, where it holds no measurements.</summary>
    private static MeasurementSet? Read(string file)
    {
        try
        {
            var path = Directory.Exists(file) ? ResultFolder.ResultPath(file) : file;
            return MeasurementReader.Read(file == "-" ? "<stdin>" : path, file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path));
        }
        catch (MeasurementFormatException exception)
        {
            Console.Error.WriteLine($"loadctl: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"loadctl: {file} cannot be read: {exception.Message}");
        }

        return null;
    }

    private static Option<double> NumberOption(string name, string description, double byDefault, string allowed, Func<double, bool> isAllowed)
    {
        return new Option<double>(name)
        {
            Description = description,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isAllowed(value)) return value;
                result.AddError($"{name}: '{text}': allowed: {allowed}");
                return byDefault;
            },
        };
    }
}
