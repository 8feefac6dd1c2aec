using k8s.Models;
using LoadOperator.AgentClient;
using LoadOperator.Model;
using LoadOperator.Model.Spec;

namespace LoadOperator.Operator.Generators;

/// <summary>What a generator's pod looks like. It satisfies the restricted Pod Security Standard.</summary>
internal static class GeneratorPod
{
    public const int Port = 8443;
    public const string Container = "generator";
    private const string DataFolder = "/etc/load-agent/data";

    /// <param name="campaign">The campaign.</param>
    /// <param name="generator">The generator's number, from 0.</param>
    /// <param name="incarnation">Counts the pods of this generator, from 1.</param>
    /// <param name="settings">What the operator gives every generator.</param>
    /// <param name="avoid">Selectors of the targets' pods: a generator on the same node would disturb what it measures.</param>
    public static V1Pod Of(LoadCampaign campaign, int generator, int incarnation, OperatorSettings settings, IReadOnlyList<IDictionary<string, string>> avoid)
    {
        var spec = campaign.Spec.Generator;
        var overlay = spec.PodTemplate ?? new PodOverlay();
        var metadata = Names.Child(campaign, Names.Pod(campaign, generator, incarnation));
        foreach (var (name, value) in overlay.Labels ?? Empty) metadata.Labels[name] = value;
        metadata.Labels[Names.GeneratorLabel] = $"{generator}";
        metadata.Annotations = new Dictionary<string, string>(overlay.Annotations ?? Empty);
        var pod = AgentPod.Of(metadata, ContainerOf(campaign, spec, overlay, settings), [new V1Volume { Name = "tls", Secret = TlsOf(campaign) }, .. WorkloadData.VolumesOf(campaign.Spec.Workload), .. overlay.Volumes ?? []]);
        pod.Spec.NodeSelector = overlay.NodeSelector?.ToDictionary();
        pod.Spec.Affinity = overlay.Affinity ?? AwayFrom(avoid);
        pod.Spec.Tolerations = overlay.Tolerations?.ToList();
        pod.Spec.TopologySpreadConstraints = overlay.TopologySpreadConstraints?.ToList();
        pod.Spec.PriorityClassName = overlay.PriorityClassName;
        pod.Spec.RuntimeClassName = overlay.RuntimeClassName;
        pod.Spec.ImagePullSecrets = overlay.ImagePullSecrets?.ToList();
        return pod;
    }

    private static V1Container ContainerOf(LoadCampaign campaign, Generator spec, PodOverlay overlay, OperatorSettings settings)
    {
        var limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = spec.Resources.Limits.Cpu, ["memory"] = spec.Resources.Limits.Memory };
        return new V1Container
        {
            Name = Container,
            Image = spec.Image ?? settings.GeneratorImage,
            ImagePullPolicy = spec.Image is null ? settings.ImagePullPolicy : null,
            // An image of somebody else's brings its own program, with the same arguments.
            Command = spec.Image is null ? ["/app/load-agent"] : null,
            Args = ["--listen", $"[::]:{Port}", "--tls-folder", AgentPod.TlsFolder, .. WorkloadData.HasFiles(campaign.Spec.Workload) ? new[] { "--data-folder", DataFolder } : []],
            Env = [.. GeneratorRuntime.EnvironmentFor(spec.Resources.Limits.Memory.ToDecimal()).Select(e => new V1EnvVar { Name = e.Key, Value = e.Value }), .. overlay.Env ?? [], .. WorkloadData.EnvironmentOf(campaign.Spec.Workload)],
            Ports = [new V1ContainerPort { Name = "rounds", ContainerPort = Port, Protocol = "TCP" }],
            // Equal: the pod is Guaranteed, and a kubelet with the static CPU manager pins whole CPUs.
            Resources = new V1ResourceRequirements { Limits = limits, Requests = new Dictionary<string, ResourceQuantity>(limits) },
            // No probe: the operator itself asks whether the generator serves, and nothing disturbs it while rounds run.
            VolumeMounts = [AgentPod.TlsMount("tls"), .. WorkloadData.MountsOf(campaign.Spec.Workload, DataFolder), .. overlay.VolumeMounts ?? []],
        };
    }

    /// <summary>Of the campaign's keys a generator gets its own alone.</summary>
    public static V1SecretVolumeSource TlsOf(LoadCampaign campaign) => new()
    {
        SecretName = Names.Secret(campaign),
        DefaultMode = 0b100_100_000,
        Items = [.. GeneratorSecret.OfGenerators.Select(key => new V1KeyToPath { Key = key, Path = key })],
    };

    private static V1Affinity? AwayFrom(IReadOnlyList<IDictionary<string, string>> selectors) => selectors.Count == 0 ? null : new V1Affinity
    {
        PodAntiAffinity = new V1PodAntiAffinity
        {
            PreferredDuringSchedulingIgnoredDuringExecution =
            [
                .. selectors.Select(selector => new V1WeightedPodAffinityTerm
                {
                    Weight = 100,
                    PodAffinityTerm = new V1PodAffinityTerm { TopologyKey = "kubernetes.io/hostname", LabelSelector = new V1LabelSelector { MatchLabels = selector } },
                }),
            ],
        },
    };

    private static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>();
}
