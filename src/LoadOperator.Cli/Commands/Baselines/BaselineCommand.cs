using System.CommandLine;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Manifests;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands.Baselines;

/// <summary><c>loadctl baseline</c>: makes, extends and shows the file that <c>run --baseline</c> compares with.</summary>
internal static class BaselineCommand
{
    public static Command Create() => new("baseline", "A stored reference to compare candidates with: one file of measurements.")
    {
        CreateCommand(), AppendCommand(), ShowCommand(), ExportCommand(), DiffCommand(), PinCommand(),
    };

    private static Command CreateCommand()
    {
        var result = ResultArgument();
        var name = new Option<string>("--name") { Description = "The baseline's name, which campaigns give in comparison.baselineRef.", Required = true };
        var output = new Option<string?>("--out") { Description = "The file, YAML or (ending in .json) JSON. Default: NAME.yaml. One that exists is not overwritten: see append." };
        var image = ImageOption();
        name.Validators.Add(option =>
        {
            if (option.Tokens is [var token] && !BaselineManifest.IsName(token.Value)) option.AddError($"--name: '{token.Value}': allowed: {BaselineManifest.AllowedName}");
        });
        var command = new Command("create", "Make a baseline of the candidate of a campaign that passed.") { result, name, output, image };
        command.SetAction(parsed => StoredResult.Use(parsed.GetValue(result)!, campaign =>
        {
            var path = parsed.GetValue(output) ?? $"{parsed.GetValue(name)}.yaml";
            if (File.Exists(path)) throw new ArgumentException($"{path} exists; loadctl baseline append adds to it");
            var baseline = new Baseline { Metadata = new() { Name = parsed.GetValue(name) }, Spec = new BaselineSpec { Samples = [BaselineCapture.Of(campaign, 1, parsed.GetValue(image))] } };
            return Write(path, baseline, $"{path}: revision 1 of baseline {baseline.Metadata.Name}, from {campaign.Metadata.Name}");
        }));
        return command;
    }

    private static Command AppendCommand()
    {
        var file = FileArgument();
        var result = ResultArgument();
        var image = ImageOption();
        var command = new Command("append", "Add the candidate of another campaign that passed, as a new revision.") { file, result, image };
        command.SetAction(parsed => BaselineFile.Use(parsed.GetValue(file)!, baseline => StoredResult.Use(parsed.GetValue(result)!, campaign =>
        {
            var (before, path) = (baseline.Spec.Newest()!, parsed.GetValue(file)!);
            var sample = BaselineCapture.Of(campaign, baseline.Spec.NextRevision(), parsed.GetValue(image));
            baseline.Spec = baseline.Spec.Append(sample);
            foreach (var difference in Fingerprint.Differences(before.Fingerprint, sample.Fingerprint))
                Console.Error.WriteLine($"loadctl: warning: not comparable with revision {before.Revision}: {difference}");
            return Write(path, baseline, $"{path}: revision {sample.Revision} of baseline {baseline.Metadata.Name}, from {sample.Campaign}; {baseline.Spec.Samples.Count} of at most {baseline.Spec.MaxRevisions} revisions");
        })));
        return command;
    }

    private static Command ShowCommand()
    {
        var file = FileArgument();
        var command = new Command("show", "Show what a baseline holds, and whether it is stale.") { file };
        command.SetAction(parsed => BaselineFile.Use(parsed.GetValue(file)!, baseline =>
        {
            var now = TimeProvider.System.GetUtcNow();
            Console.Out.Write(BaselineReport.Show(baseline, BaselineStatuses.Of(baseline.Spec, now), now));
            return ExitCode.Passed;
        }));
        return command;
    }

    private static Command ExportCommand()
    {
        var file = FileArgument();
        var revision = new Option<int?>("--revision") { Description = "One revision. Default: all." };
        var command = new Command("export", "Print revisions as BaselineRevision objects, in YAML.") { file, revision };
        command.SetAction(parsed => BaselineFile.Use(parsed.GetValue(file)!, baseline =>
        {
            IReadOnlyList<BaselineSample> samples = parsed.GetValue(revision) is { } one ? [baseline.Spec.Revision(one)] : baseline.Spec.Samples;
            Console.Out.Write(string.Join("---\n", samples.Select(s => BaselineManifest.Write(BaselineRevision.Of(baseline, s), asJson: false))));
            return ExitCode.Passed;
        }));
        return command;
    }

    private static Command DiffCommand()
    {
        var file = FileArgument();
        var a = new Argument<int?>("A") { Description = "A revision. Default: the one before B.", Arity = ArgumentArity.ZeroOrOne };
        var b = new Argument<int?>("B") { Description = "A revision. Default: the newest.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("diff", "Compare two revisions, metric by metric, and name every condition that differs.") { file, a, b };
        command.SetAction(parsed => BaselineFile.Use(parsed.GetValue(file)!, baseline =>
        {
            var spec = baseline.Spec;
            var newer = parsed.GetValue(b) is { } second ? spec.Revision(second) : spec.Newest()!;
            var older = parsed.GetValue(a) is { } first ? spec.Revision(first) : spec.Samples.LastOrDefault(s => s.Revision < newer.Revision) ?? throw new ArgumentException($"there is no revision before {newer.Revision}");
            Console.Out.Write(BaselineReport.Difference(older, newer));
            return ExitCode.Passed;
        }));
        return command;
    }

    private static Command PinCommand()
    {
        var file = FileArgument();
        var revision = new Argument<int>("REVISION") { Description = "The revision." };
        var command = new Command("pin", "Compare candidates with this revision too, so that many small slowdowns do not add up unseen.") { file, revision };
        command.SetAction(parsed => BaselineFile.Use(parsed.GetValue(file)!, baseline =>
        {
            baseline.Spec = baseline.Spec.Pin(parsed.GetValue(revision));
            return Write(parsed.GetValue(file)!, baseline, $"{parsed.GetValue(file)}: revision {baseline.Spec.PinnedRevision} of baseline {baseline.Metadata.Name} is pinned");
        }));
        return command;
    }

    private static int Write(string path, Baseline baseline, string done)
    {
        BaselineFile.Write(path, baseline);
        Console.Error.WriteLine(done);
        return ExitCode.Passed;
    }

    private static Argument<string> FileArgument() => new("FILE") { Description = "The baseline's file." };

    private static Argument<string> ResultArgument() => new("RESULT") { Description = "The result folder of a campaign, its result.json, or a LoadCampaign as JSON from a cluster." };

    private static Option<string?> ImageOption() => new("--image") { Description = "What the candidate ran, where the result does not say it: an image's digest, or another name of that very build. Revisions of the same one tell how much measurements differ." };
}
