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
    private const long User = 65532;
    private const string TlsFolder = "/etc/load-agent/tls";
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
        foreach (var (name, value) in OutOfMesh) metadata.Labels[name] = value;
        metadata.Labels[Names.GeneratorLabel] = $"{generator}";
        metadata.Labels["app.kubernetes.io/name"] = "load-agent";
        metadata.Annotations = new Dictionary<string, string>(overlay.Annotations ?? Empty);
        foreach (var (name, value) in OutOfMesh) metadata.Annotations[name] = value;
        metadata.Annotations["linkerd.io/inject"] = "disabled";
        return new V1Pod
        {
            Metadata = metadata,
            Spec = new V1PodSpec
            {
                // A generator that ends is replaced, never restarted: a restart in mid-round would go unseen.
                RestartPolicy = "Never",
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                TerminationGracePeriodSeconds = 5,
                SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = User, RunAsGroup = User, FsGroup = User, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                NodeSelector = overlay.NodeSelector?.ToDictionary(),
                Affinity = overlay.Affinity ?? AwayFrom(avoid),
                Tolerations = overlay.Tolerations?.ToList(),
                TopologySpreadConstraints = overlay.TopologySpreadConstraints?.ToList(),
                PriorityClassName = overlay.PriorityClassName,
                RuntimeClassName = overlay.RuntimeClassName,
                ImagePullSecrets = overlay.ImagePullSecrets?.ToList(),
                Volumes = [new V1Volume { Name = "tls", Secret = TlsOf(campaign) }, .. WorkloadData.VolumesOf(campaign.Spec.Workload), .. overlay.Volumes ?? []],
                Containers = [ContainerOf(campaign, spec, overlay, settings)],
            },
        };
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
            Args = ["--listen", $"[::]:{Port}", "--tls-folder", TlsFolder, .. WorkloadData.HasFiles(campaign.Spec.Workload) ? new[] { "--data-folder", DataFolder } : []],
            Env = [.. GeneratorRuntime.EnvironmentFor(spec.Resources.Limits.Memory.ToDecimal()).Select(e => new V1EnvVar { Name = e.Key, Value = e.Value }), .. overlay.Env ?? [], .. WorkloadData.EnvironmentOf(campaign.Spec.Workload)],
            Ports = [new V1ContainerPort { Name = "rounds", ContainerPort = Port, Protocol = "TCP" }],
            // Equal: the pod is Guaranteed, and a kubelet with the static CPU manager pins whole CPUs.
            Resources = new V1ResourceRequirements { Limits = limits, Requests = new Dictionary<string, ResourceQuantity>(limits) },
            // No probe: the operator itself asks whether the generator serves, and nothing disturbs it while rounds run.
            SecurityContext = new V1SecurityContext
            {
                AllowPrivilegeEscalation = false,
                ReadOnlyRootFilesystem = true,
                Capabilities = new V1Capabilities { Drop = ["ALL"] },
            },
            VolumeMounts = [new V1VolumeMount { Name = "tls", MountPath = TlsFolder, ReadOnlyProperty = true }, .. WorkloadData.MountsOf(campaign.Spec.Workload, DataFolder), .. overlay.VolumeMounts ?? []],
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

    /// <summary>A sidecar would break both the QoS class and the measurement.</summary>
    private static IReadOnlyDictionary<string, string> OutOfMesh { get; } = new Dictionary<string, string>
    {
        ["sidecar.istio.io/inject"] = "false",
        ["kuma.io/sidecar-injection"] = "disabled",
    };
}
