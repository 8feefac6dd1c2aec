using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Verdicts;
using LoadOperator.Cli.Commands.Baselines;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;

namespace LoadOperator.Cli.LocalHost;

/// <summary>The baseline of a campaign on this machine: without a cluster it has no place but a file, and the user says which.</summary>
internal static class LocalBaseline
{
    private const string ReferenceField = "spec.comparison.baselineRef.name";
    private const string TargetField = "spec.onPassed.appendTo.baseline";

    /// <summary>Finds it. False, and said why, where manifest and command line do not go together.</summary>
    /// <param name="baseline">The baseline; null where the campaign is compared with none.</param>
    public static bool Resolve(LoadCampaignSpec spec, string? file, TextWriter errors, out Baseline? baseline)
    {
        baseline = null;
        var reference = spec.Comparison.EffectiveMode == ComparisonMode.Baseline ? spec.Comparison.BaselineRef!.Name : null;
        var target = spec.OnPassed?.AppendTo.Baseline;
        var (field, name) = reference is not null ? (ReferenceField, reference) : (TargetField, target);
        if (name is null && file is null) return true;
        if (name is null) errors.WriteLine($"loadctl: --baseline: '{file}': the campaign has to do with no baseline; add spec.comparison.baselineRef, or spec.onPassed");
        else if (file is null) errors.WriteLine($"loadctl: {field}: '{name}': on this machine a baseline is a file; give it with --baseline FILE");
        else if (target is not null && target != name) errors.WriteLine($"loadctl: {TargetField}: '{target}'; on this machine there is one file, so that it must be the baseline of {ReferenceField}: {name}");
        else if (BaselineFile.Read(file, errors, mayBeEmpty: reference is null) is not { } read) return false;
        else if (read.Metadata.Name != name) errors.WriteLine($"loadctl: --baseline: '{file}': holds baseline {read.Metadata.Name}; {field} names {name}");
        else
        {
            baseline = reference is null ? null : read;
            return true;
        }

        return false;
    }

    /// <summary>What <c>onPassed.appendTo</c> asks for: a campaign that has passed becomes a revision in the file.</summary>
    /// <param name="image">What the candidate ran: on this machine only the user knows.</param>
    /// <exception cref="ArgumentException">It cannot be appended; the message says why.</exception>
    public static void Append(LoadCampaign campaign, string file, string? image, TextWriter errors)
    {
        if (campaign.Spec.OnPassed is null || Gate.Of(campaign.Status!) != GateAnswer.Passed) return;
        // Read anew: a campaign takes its time.
        if (BaselineFile.Read(file, errors, mayBeEmpty: true) is not { } baseline) throw new ArgumentException($"{file} cannot be read any more");
        var sample = BaselineCapture.Of(campaign, baseline.Spec.NextRevision(), image);
        baseline.Spec = baseline.Spec.Append(sample);
        BaselineFile.Write(file, baseline);
        errors.WriteLine($"{file}: revision {sample.Revision} of baseline {baseline.Metadata.Name}, from {sample.Campaign}{(sample.Images.Count == 0 ? "; it says of no image that it measured it: --image names it" : "")}");
    }
}
