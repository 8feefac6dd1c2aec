using LoadOperator.Cli.Commands.Baselines;
using LoadOperator.Model.Baselines;
using LoadOperator.Model.Spec;

namespace LoadOperator.Cli.LocalHost;

/// <summary>The baseline of a campaign on this machine: without a cluster it has no place but a file, and the user says which.</summary>
internal static class LocalBaseline
{
    /// <summary>Finds it. False, and said why, where manifest and command line do not go together.</summary>
    /// <param name="baseline">The baseline; null where the campaign is compared with none.</param>
    public static bool Resolve(Comparison comparison, string? file, TextWriter errors, out Baseline? baseline)
    {
        baseline = null;
        var name = comparison.EffectiveMode == ComparisonMode.Baseline ? comparison.BaselineRef!.Name : null;
        if (name is null && file is null) return true;
        if (name is null) errors.WriteLine($"loadctl: --baseline: '{file}': the campaign is compared with no baseline; add spec.comparison.baselineRef");
        else if (file is null) errors.WriteLine($"loadctl: spec.comparison.baselineRef.name: '{name}': on this machine a baseline is a file; give it with --baseline FILE");
        else if ((baseline = BaselineFile.Read(file, errors)) is { Metadata.Name: var other } && other != name) errors.WriteLine($"loadctl: --baseline: '{file}': holds baseline {other}; spec.comparison.baselineRef names {name}");
        else return baseline is not null;
        return false;
    }
}
