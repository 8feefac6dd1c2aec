using k8s.Models;
using LoadOperator.Model.Spec;

namespace LoadOperator.Operator.Profiles;

/// <summary>Whether each of the ways to a target's process can be taken, or all that stands in it.</summary>
internal static class ProfilerWays
{
    /// <returns>The way, or why it cannot be taken.</returns>
    public static (ProfilerAccess? Access, IReadOnlyList<string> Reasons) Look(TraceWay way, V1Pod pod, int port, ProcessProfiles asked, bool mayAdd)
    {
        if (pod.Status?.Phase != "Running" || pod.Metadata.DeletionTimestamp is not null) return (null, [$"pod {pod.Metadata.Name} does not run (any more)"]);
        var target = TargetContainer.Of(pod, port, asked.Container);
        return way switch
        {
            TraceWay.Sidecar => Sidecar(pod, target, asked),
            TraceWay.Ephemeral => Added(pod, port, asked, target, mayAdd, Ephemeral),
            TraceWay.Port => Added(pod, port, asked, target, mayAdd, (found, _, reasons) => Port(found, reasons)),
            _ => throw new InvalidOperationException($"{way} is no way"),
        };
    }

    private static (ProfilerAccess? Access, IReadOnlyList<string> Reasons) Sidecar(V1Pod pod, TargetContainer? target, ProcessProfiles asked)
    {
        if (SidecarProfiler.Of(pod) is not { } sidecar) return (null, [$"pod {pod.Metadata.Name} has no container with a port named {SidecarProfiler.PortName}: loadctl profile sidecar writes one"]);
        var reasons = new List<string>();
        var name = $"container {sidecar.Name} of pod {pod.Metadata.Name}";
        if (SidecarProfiler.Trouble(pod, sidecar) is { } trouble) reasons.Add($"{name} does not run: {trouble}");
        if (Blindness(pod, sidecar, name, asked) is { } blindness) reasons.Add(blindness);
        if (target is not null && target.User.User is { } user && TargetContainer.UserOf(pod, sidecar).User is { } its && its != user) reasons.Add($"{name} runs as user {its}, and {target.Name} as user {user}, who alone may look into it: set the same runAsUser");
        if (target is not null && asked.IsTrace && Forbidden(target) is { } forbidden) reasons.Add(forbidden);
        return reasons.Count == 0 ? (new ProfilerAccess.Sidecar(sidecar.Name, SidecarProfiler.PortOf(sidecar)!.Value), []) : (null, reasons);
    }

    /// <summary>Why a sidecar does not see what is asked for, or null.</summary>
    private static string? Blindness(V1Pod pod, V1Container sidecar, string name, ProcessProfiles asked) => (asked.IsTrace, SidecarProfiler.UsesPort(sidecar), pod.Spec.ShareProcessNamespace is true) switch
    {
        (true, false, false) => $"{name} sees neither processes nor a diagnostic port: set shareProcessNamespace: true of the pod, or mount the folder of the port in both and give it {SidecarProfiler.PortFolderOption}",
        (false, true, _) => $"{name} was given a diagnostic port and looks at no process: start it without, and set shareProcessNamespace: true of the pod",
        (false, false, false) => $"{name} sees no process of the others: set shareProcessNamespace: true of the pod",
        _ => null,
    };

    private static (ProfilerAccess? Access, IReadOnlyList<string> Reasons) Added(V1Pod pod, int port, ProcessProfiles asked, TargetContainer? target, bool mayAdd, Func<TargetContainer, ProcessProfiles, List<string>, ProfilerAccess?> look)
    {
        var reasons = new List<string>();
        if (!mayAdd) reasons.Add(NotGranted(pod));
        if (target is null) return (null, [.. reasons, Unknown(pod, port, asked)]);
        var user = target.User.User;
        if (user is null) reasons.Add($"it is not known which user {target.Name} runs as, for its image says so alone: set securityContext.runAsUser");
        if (user == 0) reasons.Add($"{target.Name} runs as root, and a restricted container cannot look into it: set securityContext.runAsUser to another user");
        if (asked.IsTrace && Forbidden(target) is { } forbidden) reasons.Add(forbidden);
        var access = look(target, asked, reasons);
        return reasons.Count == 0 ? (access, []) : (null, reasons);
    }

    private static ProfilerAccess.Ephemeral? Ephemeral(TargetContainer target, ProcessProfiles asked, List<string> reasons)
    {
        if (asked.IsTrace && target.HasReadOnlyRoot && target.MountOf(target.Folder) is not { ReadOnlyProperty: not true }) reasons.Add($"the root of {target.Name} is read-only, and its diagnostic port is a socket in {target.Folder}: mount an emptyDir there");
        if (target.Pod.Spec.HostPID is true) reasons.Add($"pod {target.Pod.Metadata.Name} shares the processes of its node, and none of those is looked at");
        return target.User is ({ } user, var group) ? new ProfilerAccess.Ephemeral(target.Container.Name, user, group) : null;
    }

    /// <summary>A port that the target was given says whose it is; in its temporary folder there may be those of others.</summary>
    private static ProfilerAccess.Port? Port(TargetContainer target, List<string> reasons)
    {
        var places = target.Ports.Where(p => p.Connects && !p.Suspends).Select(p => (p.Path, Connects: true)).Append((Path: target.Folder, Connects: false));
        foreach (var (path, connects) in places)
        {
            if (InVolume(target, path) is not { } place) continue;
            return target.User is ({ } user, var group) ? new ProfilerAccess.Port(place.Volume, place.Path, connects, user, group) : null;
        }

        reasons.Add($"the diagnostic port of {target.Name} is in no emptyDir that a profiler could mount: mount one at {target.Folder}, or set DOTNET_DiagnosticPorts to PATH,nosuspend with a path in one");
        return null;
    }

    /// <summary>Where a path of the target's container is, in an emptyDir; null where it is in none. A volume of another kind may be other pods', too.</summary>
    private static (string Volume, string Path)? InVolume(TargetContainer target, string path)
    {
        if (target.MountOf(path) is not { ReadOnlyProperty: not true, SubPathExpr: null } mount || target.Pod.Spec.Volumes?.Any(v => v.Name == mount.Name && v.EmptyDir is not null) is not true) return null;
        return (mount.Name, string.Join('/', new[] { mount.SubPath?.Trim('/'), path[mount.MountPath.TrimEnd('/').Length..].Trim('/') }.Where(p => !string.IsNullOrEmpty(p))));
    }

    private static string? Forbidden(TargetContainer target) => target.ForbiddingSetting is { } setting ? $"{target.Name} is started with {setting}=0, which forbids traces: start it without" : null;

    internal static string NotGranted(V1Pod pod) => $"the operator may not add a profiler to pods of namespace {pod.Metadata.NamespaceProperty}: whoever runs the cluster grants that with config/rbac/profiling (Helm: rbac.profiling)";

    private static string Unknown(V1Pod pod, int port, ProcessProfiles asked)
    {
        var names = string.Join(", ", pod.Spec.Containers.Select(c => c.Name));
        return asked.Container is not { } container
            ? $"pod {pod.Metadata.Name} has containers {names}, and none of them declares containerPort {port}: name one in spec.profiling.{asked.Field}.container"
            : $"pod {pod.Metadata.Name} has no container {container}, as spec.profiling.{asked.Field}.container says; it has {names}";
    }
}
