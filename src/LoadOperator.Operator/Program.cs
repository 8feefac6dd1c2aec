using System.CommandLine;
using System.Net;
using LoadOperator.Operator;
using LoadOperator.Operator.Telemetry;

var namespaces = new Option<string[]>("--namespace") { Description = "A namespace to look at, once for each. Default: all." };
var leases = new Option<string?>("--lease-namespace") { Description = "Namespace of the lease by which replicas agree who acts. Default: no lease, one replica." };
var lease = new Option<string>("--lease-name") { Description = "Name of that lease: operators that look at different namespaces have different ones.", DefaultValueFactory = _ => Names.Manager };
var image = new Option<string?>("--generator-image") { Description = "Image of generators. Default: the image of this pod." };
var timeout = new Option<TimeSpan>("--generator-start-timeout") { Description = "Generators that are not ready after this time are given up: 90s, 5m, 1h.", DefaultValueFactory = _ => TimeSpan.FromMinutes(5), CustomParser = CommandLine.Duration };
var hosts = new Option<string[]>("--allow-host") { Description = "A host outside the cluster that campaigns may load, once for each." };
var allowedNamespaces = new Option<string[]>("--allow-namespace") { Description = "A namespace whose Services campaigns of other namespaces may load, once for each." };
var denied = new Option<IPNetwork[]>("--deny-network")
{
    Description = "A network in CIDR notation that no campaign may load, once for each, instead of the default: loopback, link-local, multicast and cloud metadata addresses. The API server's address is denied in any case.",
    CustomParser = CommandLine.Networks,
};
var pods = new Option<PodAccess>("--pod-access") { Description = "How generators are reached: Direct, PortForward, or Auto, which is Direct in a cluster and PortForward outside." };
var health = new Option<string>("--health-urls") { Description = "Where /healthz, /readyz and /metrics are served.", DefaultValueFactory = _ => "http://+:8080" };
var log = new Option<LogFormat>("--log-format") { Description = "text, or json: one object on each line." };
var command = new RootCommand("Runs LoadCampaigns in a cluster.") { namespaces, leases, lease, image, timeout, hosts, allowedNamespaces, denied, pods, health, log };
command.SetAction((parsed, cancellation) => OperatorHost.RunAsync(
    new OperatorArguments
    {
        Namespaces = parsed.GetValue(namespaces) ?? [],
        LeaseNamespace = parsed.GetValue(leases),
        LeaseName = parsed.GetValue(lease)!,
        GeneratorImage = parsed.GetValue(image),
        GeneratorStartTimeout = parsed.GetValue(timeout),
        AllowedHosts = parsed.GetValue(hosts) ?? [],
        AllowedNamespaces = parsed.GetValue(allowedNamespaces) ?? [],
        DeniedNetworks = parsed.GetValue(denied) ?? [],
        PodAccess = parsed.GetValue(pods),
        HealthUrls = parsed.GetValue(health)!,
        LogFormat = parsed.GetValue(log),
    },
    cancellation));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
