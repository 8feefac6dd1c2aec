using k8s.Models;
using LoadOperator.Model.Spec;

namespace LoadOperator.Operator.Generators;

/// <summary>
/// How a workload's values and rows come to the generators: the kubelet brings them, from Secrets and ConfigMaps that the pod names. The
/// operator itself reads none of them, and needs no right to.
/// </summary>
internal static class WorkloadData
{
    private const string Volume = "data";

    public static IEnumerable<V1EnvVar> EnvironmentOf(Workload workload) =>
        from variable in workload.Variables ?? []
        where variable.SecretKeyRef is not null || variable.ConfigMapKeyRef is not null
        select new V1EnvVar
        {
            Name = variable.EnvironmentName,
            ValueFrom = new V1EnvVarSource
            {
                SecretKeyRef = variable.SecretKeyRef is { } secret ? new V1SecretKeySelector { Name = secret.Name, Key = secret.Key } : null,
                ConfigMapKeyRef = variable.ConfigMapKeyRef is { } map ? new V1ConfigMapKeySelector { Name = map.Name, Key = map.Key } : null,
            },
        };

    /// <summary>One volume of the files of all feeds, each under its feed's name, and of all .proto files.</summary>
    public static IEnumerable<V1Volume> VolumesOf(Workload workload) => !HasFiles(workload) ? [] :
    [
        new V1Volume
        {
            Name = Volume,
            Projected = new V1ProjectedVolumeSource
            {
                Sources =
                [
                    .. from feed in workload.Feeds ?? []
                       let map = feed.ConfigMapKeyRef
                       where map is not null
                       select FileOf(map, feed.FileName(map.Key)),
                    .. from proto in workload.Protos ?? []
                       let map = proto.ConfigMapKeyRef
                       where map is not null
                       select FileOf(map, proto.FileName),
                ],
            },
        },
    ];

    public static IEnumerable<V1VolumeMount> MountsOf(Workload workload, string folder) =>
        !HasFiles(workload) ? [] : [new V1VolumeMount { Name = Volume, MountPath = folder, ReadOnlyProperty = true }];

    /// <summary>Why feeds and .proto files cannot be read in a cluster; none where they can.</summary>
    public static IEnumerable<string> ProblemsOf(Workload workload) =>
        (from feed in (workload.Feeds ?? []).Index()
         where feed.Item.ConfigMapKeyRef is null
         select $"spec.workload.feeds[{feed.Index}].configMapKeyRef: is missing: in a cluster the feed '{feed.Item.Name}' is read from a ConfigMap; file is for loadctl run")
        .Concat(
            from proto in (workload.Protos ?? []).Index()
            where proto.Item.ConfigMapKeyRef is null
            select $"spec.workload.protos[{proto.Index}].configMapKeyRef: is missing: in a cluster '{proto.Item.File}' is read from a ConfigMap; file is for loadctl run");

    public static bool HasFiles(Workload workload) => workload.Feeds is not null || workload.Protos is not null;

    private static V1VolumeProjection FileOf(KeyReference map, string name) => new() { ConfigMap = new V1ConfigMapProjection { Name = map.Name, Items = [new V1KeyToPath { Key = map.Key, Path = name }] } };
}
