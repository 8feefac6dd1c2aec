using System.Net;
using k8s;
using k8s.Models;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;
using LoadOperator.Operator.Baselines;
using LoadOperator.Operator.Campaigns;
using LoadOperator.Operator.Generators;
using LoadOperator.Operator.Profiles;
using LoadOperator.Operator.Targets;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;

namespace LoadOperator.Operator;

/// <summary>Puts the operator together and runs it until it is told to stop.</summary>
internal static class OperatorHost
{
    private const string PodName = "POD_NAME";
    private const string PodNamespace = "POD_NAMESPACE";
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(OperatorArguments arguments, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(OperatorTelemetry.Environment());
        builder.WebHost.UseUrls(arguments.HealthUrls);
        var identity = Environment.GetEnvironmentVariable(PodName) ?? $"{Environment.MachineName}-{Environment.ProcessId}";
        builder.AddOperatorTelemetry(arguments.LogFormat, identity);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        using var kubernetes = new Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
        builder.Services.AddSingleton(kubernetes);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(await SettingsAsync(arguments, kubernetes, cancellation));
        builder.Services.AddSingleton<TargetFacts>().AddSingleton<ReadyEndpoints>().AddSingleton<TargetResolver>().AddSingleton(Denied(arguments, kubernetes)).AddSingleton<PodConnection>().AddSingleton<ProfilerAuthorities>().AddHostedService<ProfilerAnnouncement>().AddSingleton<ClusterServices>().AddSingleton<CampaignRuns>().AddSingleton<CampaignRecords>().AddSingleton<CampaignBaselines>().AddSingleton<RevisionStore>();
        builder.Services
            .AddControllerRuntime(new ControllerRuntimeOptions
            {
                FieldManager = Names.Manager,
                Namespaces = arguments.Namespaces,
                EntityJson = ModelJson.Compact,
                LeaderElection = arguments.LeaseNamespace is { } @namespace
                    ? new LeaderElectionOptions { Namespace = @namespace, LeaseName = arguments.LeaseName, Identity = identity }
                    : null,
            })
            .AddController<CampaignController, LoadCampaign>(controller => controller
                .Owns<V1Pod>($"{Names.ManagedBy}={Names.Manager}")
                .Watches<Baseline>("", (baseline, campaigns) => BaselineLinks.CampaignsOf(baseline, campaigns.List())))
            .AddController<BaselineController, Baseline>(controller => controller
                .Owns<BaselineRevision>($"{Names.ManagedBy}={Names.Manager}")
                .Watches<LoadCampaign>("", (campaign, baselines) => BaselineLinks.BaselinesOf(campaign, baselines.List())));

        await using var app = builder.Build();
        app.MapOperatorTelemetry();
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/readyz", (IEntityCache<LoadCampaign> campaigns) => campaigns.HasSynced ? Results.Ok("ok") : Results.Problem("the first list is not complete", statusCode: StatusCodes.Status503ServiceUnavailable));
        await app.RunAsync(cancellation);
        return Environment.ExitCode;
    }

    /// <summary>What the operator's user has named, or what nobody should load; and in either case the API server.</summary>
    private static DeniedNetworks Denied(OperatorArguments arguments, Kubernetes kubernetes)
    {
        var apiServer = IPAddress.TryParse(kubernetes.BaseUri.DnsSafeHost, out var address) ? new[] { new IPNetwork(address, address.GetAddressBytes().Length * 8) } : [];
        return new DeniedNetworks((arguments.DeniedNetworks.Count > 0 ? arguments.DeniedNetworks : DeniedNetworks.Default).Concat(apiServer));
    }

    private static async Task<OperatorSettings> SettingsAsync(OperatorArguments arguments, Kubernetes kubernetes, CancellationToken cancellation)
    {
        var settings = new OperatorSettings
        {
            GeneratorImage = arguments.GeneratorImage ?? "",
            Namespace = arguments.LeaseNamespace ?? Environment.GetEnvironmentVariable(PodNamespace),
            ProfilersName = $"{arguments.LeaseName}-profilers",
            ReachesPods = arguments.PodAccess == PodAccess.Direct || (arguments.PodAccess == PodAccess.Auto && KubernetesClientConfiguration.IsInCluster()),
            GeneratorStartTimeout = arguments.GeneratorStartTimeout,
            AllowedHosts = arguments.AllowedHosts,
            AllowedNamespaces = arguments.AllowedNamespaces,
        };
        if (settings.GeneratorImage.Length > 0) return settings;
        if (Environment.GetEnvironmentVariable(PodName) is not { } name || Environment.GetEnvironmentVariable(PodNamespace) is not { } @namespace)
            throw new InvalidOperationException($"--generator-image is needed where {PodName} and {PodNamespace} do not say which pod this is");
        // The same image, pulled in the same way: whoever installs the operator names it once.
        // Of several containers the one that is called so: a mesh may put its own first.
        var containers = (await kubernetes.CoreV1.ReadNamespacedPodAsync(name, @namespace, cancellationToken: cancellation)).Spec.Containers;
        var container = containers.FirstOrDefault(c => c.Name == Names.Manager) ?? containers[0];
        return settings with { GeneratorImage = container.Image, ImagePullPolicy = container.ImagePullPolicy };
    }
}
