using k8s.Models;

namespace LoadOperator.Operator.Profiles;

/// <summary>The profilers that were added to a pod: by this campaign, by others, by an operator that has ended.</summary>
internal sealed class ProfilersThere
{
    private readonly V1Pod _pod;
    private readonly List<V1EphemeralContainer> _all;

    private ProfilersThere(V1Pod pod) => (_pod, _all) = (pod, [.. (pod.Spec.EphemeralContainers ?? []).Where(c => c.Name.StartsWith(ProfilerContainer.Prefix, StringComparison.Ordinal))]);

    /// <summary>How many there ever were. None goes before the pod does.</summary>
    public int Count => _all.Count;

    /// <summary>A port that no container of the pod has, as far as it shows.</summary>
    public int FreePort
    {
        get
        {
            HashSet<int> taken =
            [
                .. _pod.Spec.Containers.Concat(_pod.Spec.InitContainers ?? []).SelectMany(c => c.Ports ?? []).Select(p => p.ContainerPort),
                .. _all.Where(MayServe).Select(ProfilerContainer.PortOf),
            ];
            return Enumerable.Range(ProfilerContainer.FirstPort, taken.Count + 1).First(p => !taken.Contains(p));
        }
    }

    public static ProfilersThere In(V1Pod pod) => new(pod);

    /// <summary>One that goes this way, answers, and has not ended; null where there is none.</summary>
    public V1EphemeralContainer? Usable(ProfilerAccess.Added access, string authority) => _all.LastOrDefault(c => MayServe(c) && ProfilerContainer.Fits(c, access, authority));

    private bool MayServe(V1EphemeralContainer container) => ProfilerState.Of(_pod, container.Name) is ProfilerState.Running or ProfilerState.Starting;
}
