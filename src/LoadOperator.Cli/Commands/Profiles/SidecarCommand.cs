using System.CommandLine;
using System.Net;
using k8s;
using k8s.Autorest;
using LoadOperator.Cli.Cluster;

namespace LoadOperator.Cli.Commands.Profiles;

/// <summary><c>loadctl profile sidecar</c>: a patch that adds a profiler to the pods of a workload.</summary>
internal static class SidecarCommand
{
    public static Command Create()
    {
        var user = new Option<long>("--user") { Description = "The number of the user that the target's container runs as, such as 1654.", Required = true };
        var shared = new Option<string?>("--share-tmp-of") { Description = "Share the folder /tmp of this container, in which its diagnostic port is. Default: share the processes of the pod." };
        var name = new Option<string>("--operator") { Description = "The operator: its release, or the name of its lease.", DefaultValueFactory = _ => "load-operator" };
        var cluster = new ClusterOptions("The operator's namespace. Default: load-operator-system.");
        user.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!long.TryParse(token.Value, out var id) || id is < 1 or > int.MaxValue)) result.AddError($"--user: '{token.Value}': allowed: a number from 1 on; a restricted container cannot be root");
        });
        var command = new Command("sidecar", "Write a patch that adds a profiler to the pods of a workload: kubectl patch deployment NAME --patch \"$(loadctl profile sidecar --user 1654)\". It answers this cluster's operator alone.") { user, shared, name };
        foreach (var option in cluster.All) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (cluster.Open(parsed, Console.Error, "load-operator-system") is not var (client, @namespace)) return ExitCode.Usage;
            using (client) return await RunAsync(client, @namespace, $"{parsed.GetValue(name)}-profilers", parsed.GetValue(user), parsed.GetValue(shared), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Kubernetes client, string @namespace, string name, long user, string? shared, CancellationToken cancellation)
    {
        try
        {
            var map = await client.CoreV1.ReadNamespacedConfigMapAsync(name, @namespace, cancellationToken: cancellation);
            if (map.Data is null || !map.Data.TryGetValue("ca.crt", out var authority) || !map.Data.TryGetValue("image", out var image)) return Fail($"ConfigMap {name} of namespace {@namespace} has no ca.crt and image: it is none of an operator's");
            await Console.Out.WriteAsync(new SidecarPatch(image, authority, user, shared).Text());
            return ExitCode.Passed;
        }
        catch (HttpOperationException exception)
        {
            return Fail(exception.Response?.StatusCode == HttpStatusCode.NotFound
                ? $"there is no ConfigMap {name} in namespace {@namespace}: --namespace and --operator say where the operator is"
                : $"the API server answers {(int?)exception.Response?.StatusCode}: {exception.Response?.Content}");
        }
        catch (HttpRequestException exception)
        {
            return Fail($"the API server cannot be reached: {exception.Message}");
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"loadctl: {message}");
        return ExitCode.InvalidOrFailed;
    }
}
