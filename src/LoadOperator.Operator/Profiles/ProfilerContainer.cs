using System.Globalization;
using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Operator.Generators;

namespace LoadOperator.Operator.Profiles;

/// <summary>What is added to a target's pod. It satisfies the restricted Pod Security Standard, and has the operator's own image, whatever the campaign says of its generators'.</summary>
internal static class ProfilerContainer
{
    /// <summary>A pod's containers share their ports; a target has one of its own choice more often than this.</summary>
    public const int Port = 28443;

    /// <summary>Bytes, in hexadecimal: it lives on what the target's pod may take. A trace of ten seconds is read with 64 MiB.</summary>
    private const string MostHeap = "A000000";

    /// <summary>Where a volume of the target is mounted. A short path: that of a socket may be no longer than 107 bytes.</summary>
    private const string Volume = "/diagnostics";

    /// <summary>The campaign's profilers by their names: one that has ended is not started again, and another follows.</summary>
    public static string Prefix(LoadCampaign campaign) => $"load-profiler-{campaign.Metadata.Uid[..5]}-";

    /// <param name="number">Counts the profilers of the campaign in this pod, from 1.</param>
    /// <param name="idle">After how long without a question it ends.</param>
    public static V1EphemeralContainer Of(LoadCampaign campaign, int number, ProfilerAccess.Added access, TimeSpan idle, OperatorSettings settings) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Prefix(campaign)}{number}"),
        Image = settings.GeneratorImage,
        ImagePullPolicy = settings.ImagePullPolicy,
        Command = ["/app/load-agent", "profile"],
        Args = ["--listen", $"[::]:{Port}", "--idle", idle.ToString("c", CultureInfo.InvariantCulture), .. access is ProfilerAccess.Port port ? new[] { port.Connects ? SidecarProfiler.PortOption : SidecarProfiler.PortFolderOption, $"{Volume}/{port.Path}" } : []],
        TargetContainerName = (access as ProfilerAccess.Ephemeral)?.Container,
        VolumeMounts = access is ProfilerAccess.Port shared ? [new V1VolumeMount { Name = shared.Volume, MountPath = Volume }] : null,
        Env =
        [
            new V1EnvVar { Name = "DOTNET_GCHeapHardLimit", Value = MostHeap },
            Of(campaign, ProfilerContract.AuthorityVariable, GeneratorSecret.Authority),
            Of(campaign, ProfilerContract.CertificateVariable, GeneratorSecret.GeneratorCertificate),
            Of(campaign, ProfilerContract.KeyVariable, GeneratorSecret.GeneratorKey),
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

    /// <summary>By reference: who may read pods does not thereby read keys.</summary>
    private static V1EnvVar Of(LoadCampaign campaign, string variable, string key) =>
        new() { Name = variable, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = Names.Secret(campaign), Key = key } } };
}
