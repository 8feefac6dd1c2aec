using k8s.Models;
using LoadOperator.Model.Spec;

namespace LoadOperator.Operator.Profiles;

/// <summary>The way to a target's process, and the ways that come before it and cannot be taken.</summary>
/// <param name="Access">The way; null where there is none.</param>
/// <param name="Refused">In the order in which they were looked at.</param>
internal sealed record ProfilerChoice(ProfilerAccess? Access, IReadOnlyList<RefusedWay> Refused)
{
    /// <summary>The least that is done to a pod first; and processes before a port alone, which does not say whose it is.</summary>
    private static readonly TraceWay[] Order = [TraceWay.Sidecar, TraceWay.Ephemeral, TraceWay.Port];

    /// <param name="pod">The target's pod, as it runs.</param>
    /// <param name="port">The port that it serves.</param>
    /// <param name="mayAdd">Whether containers may be added to it.</param>
    /// <param name="failed">Ways that looked as if they could be taken, and could not.</param>
    public static ProfilerChoice Of(V1Pod pod, int port, ProcessProfiles asked, bool mayAdd, IReadOnlyList<RefusedWay>? failed = null)
    {
        var refused = new List<RefusedWay>();
        foreach (var way in asked.Via == TraceWay.Auto ? Order.Where(way => asked.IsTrace || way != TraceWay.Port) : [asked.Via])
        {
            if (failed?.FirstOrDefault(f => f.Way == way) is { } tried)
            {
                refused.Add(tried);
                continue;
            }

            var (access, reasons) = ProfilerWays.Look(way, pod, port, asked, mayAdd);
            if (access is not null) return new ProfilerChoice(access, refused);
            refused.Add(new RefusedWay(way, reasons));
        }

        return new ProfilerChoice(null, refused);
    }

    /// <summary>Why there is none: each reason once, with the ways that it bars.</summary>
    public string Explain() =>
        string.Join("; ", Refused.SelectMany(r => r.Reasons.Select(reason => (reason, r.Way))).GroupBy(r => r.reason, r => r.Way).Select(g => $"{string.Join(", ", g)}: {g.Key}"));
}

/// <summary>A way that cannot be taken.</summary>
/// <param name="Reasons">Sentences that name what stands in the way, and what would help.</param>
internal sealed record RefusedWay(TraceWay Way, IReadOnlyList<string> Reasons)
{
    public override string ToString() => $"{Way}: {string.Join("; ", Reasons)}";
}
