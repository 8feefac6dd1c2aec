namespace LoadOperator.Integration.Tests.ApiServer;

/// <summary>Where Kubernetes's own programs are on this machine.</summary>
/// <param name="ControllerManager">Null where the folder has none: nothing collects garbage then.</param>
internal sealed record ControlPlanePrograms(string Etcd, string ApiServer, string? ControllerManager)
{
    private const string FolderVariable = "KUBEBUILDER_ASSETS";

    /// <summary>The programs, or null and what is missing.</summary>
    public static ControlPlanePrograms? Find(out string missing)
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } given ? given : Cached();
        missing = "";
        var apiServer = folder is null ? null : In(folder, "kube-apiserver");
        var etcd = (folder is null ? null : In(folder, "etcd")) ?? OnPath("etcd");
        if (apiServer is null) missing = $"no kube-apiserver in {folder ?? "the cache"}: set {FolderVariable}, or run eng/cluster/binaries.sh api";
        else if (etcd is null) missing = $"no etcd in {folder} or on PATH (Debian: apt-get install etcd-server)";
        return apiServer is null || etcd is null ? null : new ControlPlanePrograms(etcd, apiServer, In(folder!, "kube-controller-manager"));
    }

    /// <summary>What eng/cluster/binaries.sh built last.</summary>
    private static string? Cached()
    {
        var cache = Environment.GetEnvironmentVariable("LOAD_OPERATOR_CACHE") is { Length: > 0 } given
            ? given
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "load-operator");
        var releases = new DirectoryInfo(Path.Join(cache, "kubernetes"));
        return releases.Exists
            ? releases.GetDirectories().Select(d => Path.Join(d.FullName, "bin")).Where(bin => In(bin, "kube-apiserver") is not null).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => In(folder, name)).FirstOrDefault(path => path is not null);

    private static string? In(string folder, string name) => Path.Join(folder, name) is var path && File.Exists(path) ? path : null;
}
