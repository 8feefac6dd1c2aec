namespace LoadOperator.Cli.Commands.Profiles;

/// <summary>A patch that adds a profiler to the pods of a workload.</summary>
/// <param name="Image">The operator's.</param>
/// <param name="Authority">The certificate of the only one that the profiler answers, in PEM.</param>
/// <param name="User">Whom the target runs as: nobody else may look into it.</param>
/// <param name="SharedBy">The container whose temporary folder is shared; null where the pod shares its processes.</param>
internal sealed record SidecarPatch(string Image, string Authority, long User, string? SharedBy)
{
    private const string Volume = "load-profiler";

    /// <summary>A strategic merge patch in YAML: lists of containers, volumes and mounts are joined by their names.</summary>
    public string Text()
    {
        var shares = SharedBy is null ? "      shareProcessNamespace: true" : $"      volumes: [{{name: {Volume}, emptyDir: {{}}}}]";
        var target = SharedBy is null ? "" : $"\n      - name: {SharedBy}\n        volumeMounts: [{{name: {Volume}, mountPath: /tmp}}]";
        var command = SharedBy is null ? "" : ", --diagnostic-port-folder, /tmp";
        var mount = SharedBy is null ? "" : $"\n        volumeMounts: [{{name: {Volume}, mountPath: /tmp}}]";
        return $$"""
            spec:
              template:
                spec:
            {{shares}}
                  containers:{{target}}
                  - name: load-profiler
                    image: {{Image}}
                    command: [/app/load-agent, profile, --sidecar, --listen, "[::]:28443"{{command}}]
                    ports: [{name: load-profiler, containerPort: 28443}]{{mount}}
                    env:
                    - {name: DOTNET_GCHeapHardLimit, value: "A000000"}
                    - name: LOAD_AGENT_POD
                      valueFrom:
                        fieldRef: {fieldPath: metadata.uid}
                    - name: LOAD_AGENT_CA
                      value: |
            {{Indented(Authority, 12)}}
                    resources:
                      requests: {cpu: 10m, memory: 64Mi}
                      limits: {memory: 320Mi}
                    securityContext:
                      runAsUser: {{User}}
                      runAsNonRoot: true
                      allowPrivilegeEscalation: false
                      capabilities: {drop: [ALL]}
                      seccompProfile: {type: RuntimeDefault}

            """;
    }

    private static string Indented(string text, int blanks) => string.Join('\n', text.Trim().Split('\n').Select(line => new string(' ', blanks) + line));
}
