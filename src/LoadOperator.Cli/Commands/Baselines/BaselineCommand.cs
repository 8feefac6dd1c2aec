using System.CommandLine;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Manifests;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.Commands.Baselines;

/// <summary><c>loadctl baseline</c>: makes, extends and shows the file that <c>run --baseline</c> compares with, and shows what a cluster has.</summary>
internal static class BaselineCommand
{
    public static Command Create() => new("baseline", "A stored reference to compare candidates with: one file of measurements, or an object in a cluster.")
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
        var source = new BaselineSource();
        var command = source.AddTo(new Command("show", "Show what a baseline holds, and whether it is stale."));
        command.SetAction((parsed, cancellation) => source.UseAsync(parsed, (baseline, _) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var status = BaselineStatuses.Of(baseline.Spec, now);
            // In a cluster the operator knows more than its revisions say.
            Console.Out.Write(BaselineReport.Show(baseline, status with { Conditions = baseline.Status?.Conditions ?? status.Conditions }, now));
            return Done;
        }, cancellation));
        return command;
    }

    private static Command ExportCommand()
    {
        var source = new BaselineSource();
        var revision = new Option<int?>("--revision") { Description = "One revision. Default: all." };
        var command = source.AddTo(new Command("export", "Print revisions as BaselineRevision objects, in YAML."));
        command.Add(revision);
        command.SetAction((parsed, cancellation) => source.UseAsync(parsed, (baseline, _) =>
        {
            IReadOnlyList<BaselineSample> samples = parsed.GetValue(revision) is { } one ? [baseline.Spec.Revision(one)] : baseline.Spec.Samples;
            Console.Out.Write(string.Join("---\n", samples.Select(s => BaselineManifest.Write(BaselineRevision.Of(baseline, s), asJson: false))));
            return Done;
        }, cancellation));
        return command;
    }

    private static Command DiffCommand()
    {
        var source = new BaselineSource();
        var a = new Argument<int?>("A") { Description = "A revision. Default: the one before B.", Arity = ArgumentArity.ZeroOrOne };
        var b = new Argument<int?>("B") { Description = "A revision. Default: the newest.", Arity = ArgumentArity.ZeroOrOne };
        var command = source.AddTo(new Command("diff", "Compare two revisions, metric by metric, and name every condition that differs."));
        command.Add(a);
        command.Add(b);
        command.SetAction((parsed, cancellation) => source.UseAsync(parsed, (baseline, _) =>
        {
            var spec = baseline.Spec;
            var newer = parsed.GetValue(b) is { } second ? spec.Revision(second) : spec.Newest() ?? throw new ArgumentException("there is no revision");
            var older = parsed.GetValue(a) is { } first ? spec.Revision(first) : spec.Samples.LastOrDefault(s => s.Revision < newer.Revision) ?? throw new ArgumentException($"there is no revision before {newer.Revision}");
            Console.Out.Write(BaselineReport.Difference(older, newer));
            return Done;
        }, cancellation));
        return command;
    }

    private static Command PinCommand()
    {
        var source = new BaselineSource();
        var revision = new Argument<int>("REVISION") { Description = "The revision." };
        var command = source.AddTo(new Command("pin", "Compare candidates with this revision too, so that many small slowdowns do not add up unseen."));
        command.Add(revision);
        command.SetAction((parsed, cancellation) => source.UseAsync(parsed, async (baseline, pinAsync) =>
        {
            baseline.Spec = baseline.Spec.Pin(parsed.GetValue(revision));
            await pinAsync(baseline);
            await Console.Error.WriteLineAsync($"revision {baseline.Spec.PinnedRevision} of baseline {baseline.Metadata.Name} is pinned");
            return ExitCode.Passed;
        }, cancellation));
        return command;
    }

    private static Task<int> Done => Task.FromResult(ExitCode.Passed);

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
