using LoadOperator.Model.Contract;
using LoadOperator.Model.Manifests;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.LocalHost;

/// <summary>Where the two sides are, seen from this machine. Without a cluster a Service has no address: the user gives one.</summary>
internal sealed record LocalTargets(TargetAddress Candidate, TargetAddress? Control)
{
    public TargetAddress Of(Side side) => side == Side.Candidate ? Candidate : Control ?? throw new InvalidOperationException("the campaign has no control");

    /// <summary>The spec with the addresses given on the command line in place of its own.</summary>
    public static LoadCampaignSpec Override(LoadCampaignSpec spec, string? candidateUrl, string? controlUrl)
    {
        static Target Replace(Target target, string? url) => url is null ? target : target with { Service = null, Url = url };
        return spec with
        {
            Candidate = Replace(spec.Candidate, candidateUrl),
            Comparison = spec.Comparison.Control is { } control ? spec.Comparison with { Control = Replace(control, controlUrl) } : spec.Comparison,
        };
    }

    /// <summary>The addresses of a spec, or null where one is missing or wrong, with every error printed.</summary>
    public static LocalTargets? Resolve(LoadCampaignSpec spec, TextWriter errors)
    {
        var ok = true;
        TargetAddress? Address(Target target, string field, string option)
        {
            foreach (var violation in Constraints.Check(target, "")) Complain($"{option}: '{target.Url}': {violation.Allowed}");
            if (target.Service is { } service) Complain($"{field}.service: the Service '{service.Name}' can be found only in a cluster; give its address with {option} URL");
            return ok ? new TargetAddress { Url = target.Url!, Protocol = target.Protocol, Tls = target.Tls } : null;
        }

        var candidate = Address(spec.Candidate, "spec.candidate", "--candidate-url");
        var control = spec.Comparison.Control is { } c ? Address(c, "spec.comparison.control", "--control-url") : null;
        return ok ? new LocalTargets(candidate!, spec.Comparison.EffectiveMode == ComparisonMode.SelfTest ? candidate : control) : null;

        void Complain(string message)
        {
            errors.WriteLine($"loadctl: {message}");
            ok = false;
        }
    }
}
