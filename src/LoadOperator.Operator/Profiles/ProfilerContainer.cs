using System.Globalization;
using System.Net;
using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.Operator.Profiles;

/// <summary>What is added to a target's pod. It satisfies the restricted Pod Security Standard, and has the operator's own image, whatever the campaign says of its generators'.</summary>
internal static class ProfilerContainer
{
    /// <summary>A pod's containers share their ports; a target has one of its own choice more often than this, or one of the next.</summary>
    public const int FirstPort = 28443;

    /// <summary>All profilers of an operator are called so: one that has ended is not started again, and another follows.</summary>
    public const string Prefix = "load-profiler-";

    private const string ListenOption = "--listen";

    /// <summary>Bytes, in hexadecimal: it lives on what the target's pod may take. A trace of ten seconds is read with 64 MiB.</summary>
    private const string MostHeap = "A000000";

    /// <summary>Where a volume of the target is mounted. A short path: that of a socket may be no longer than 107 bytes.</summary>
    private const string Volume = "/diagnostics";

    /// <param name="number">Counts the profilers in this pod, from 1.</param>
    /// <param name="port">Where it is to serve.</param>
    /// <param name="authority">The certificate of whoever signs for those that it answers.</param>
    /// <param name="idle">After how long without a question it ends.</param>
    public static V1EphemeralContainer Of(LoadCampaign campaign, V1Pod pod, int number, int port, ProfilerAccess.Added access, string authority, TimeSpan idle, OperatorSettings settings) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}"),
        Image = settings.GeneratorImage,
        ImagePullPolicy = settings.ImagePullPolicy,
        Command = ["/app/load-agent", "profile"],
        Args = [ListenOption, $"[::]:{port}", "--idle", idle.ToString("c", CultureInfo.InvariantCulture), .. PortArguments(access)],
        TargetContainerName = (access as ProfilerAccess.Ephemeral)?.Container,
        VolumeMounts = access is ProfilerAccess.Port shared ? [new V1VolumeMount { Name = shared.Volume, MountPath = Volume }] : null,
        Env =
        [
            new V1EnvVar { Name = "DOTNET_GCHeapHardLimit", Value = MostHeap },
            new V1EnvVar { Name = ProfilerContract.AuthorityVariable, Value = authority },
            new V1EnvVar { Name = ProfilerContract.PodVariable, Value = pod.Metadata.Uid },
            Of(campaign, pod, ProfilerContract.CertificateVariable, ProfilerSecret.Certificate),
            Of(campaign, pod, ProfilerContract.KeyVariable, ProfilerSecret.Key),
        ],
        SecurityContext = new V1SecurityContext
        {
            RunAsNonRoot = true,
            RunAsUser = access.User,
            RunAsGroup = access.Group,
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        },
        TerminationMessagePolicy = "FallbackToLogsOnError",
    };

    /// <summary>The port at which a profiler serves.</summary>
    public static int PortOf(V1EphemeralContainer container) => IPEndPoint.TryParse(container.Args?.SkipWhile(a => a != ListenOption).ElementAtOrDefault(1) ?? "", out var address) ? address.Port : FirstPort;

    /// <summary>Whether a profiler that is there looks where this way leads, and answers whoever shows a certificate of this authority.</summary>
    public static bool Fits(V1EphemeralContainer container, ProfilerAccess.Added access, string authority) =>
        container.Env?.FirstOrDefault(e => e.Name == ProfilerContract.AuthorityVariable)?.Value == authority
        && container.TargetContainerName == (access as ProfilerAccess.Ephemeral)?.Container
        && container.VolumeMounts?.FirstOrDefault()?.Name == (access as ProfilerAccess.Port)?.Volume
        && PortArguments(access) is var asked && container.Args?.TakeLast(asked.Length).SequenceEqual(asked) is true
        // Before Kubernetes 1.22 it has the pod's.
        && (container.SecurityContext?.RunAsUser ?? access.User) == access.User;

    private static string[] PortArguments(ProfilerAccess.Added access) =>
        access is ProfilerAccess.Port port ? [port.Connects ? SidecarProfiler.PortOption : SidecarProfiler.PortFolderOption, $"{Volume}/{port.Path}"] : [];

    /// <summary>By reference: who may read pods does not thereby read keys.</summary>
    private static V1EnvVar Of(LoadCampaign campaign, V1Pod pod, string variable, string key) =>
        new() { Name = variable, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = Names.ProfilerSecret(campaign, pod), Key = key } } };
}
