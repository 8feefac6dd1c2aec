using System.CommandLine;
using System.Net;
using LoadOperator.Operator;

var namespaces = new Option<string[]>("--namespace") { Description = "A namespace to look at, once for each. Default: all." };
var leases = new Option<string?>("--lease-namespace") { Description = "Namespace of the lease by which replicas agree who acts. Default: no lease, one replica." };
var image = new Option<string?>("--generator-image") { Description = "Image of generators. Default: the image of this pod." };
var timeout = new Option<TimeSpan>("--generator-start-timeout") { Description = "Generators that are not ready after this time are given up.", DefaultValueFactory = _ => TimeSpan.FromMinutes(5) };
var hosts = new Option<string[]>("--allow-host") { Description = "A host outside the cluster that campaigns may load, once for each." };
var allowedNamespaces = new Option<string[]>("--allow-namespace") { Description = "A namespace whose Services campaigns of other namespaces may load, once for each." };
var denied = new Option<IPNetwork[]>("--deny-network")
{
    Description = "A network in CIDR notation that no campaign may load, once for each, instead of the default: loopback, link-local, multicast and cloud metadata addresses. The API server's address is denied in any case.",
    CustomParser = result =>
    {
        var networks = new List<IPNetwork>();
        foreach (var token in result.Tokens)
        {
            if (IPNetwork.TryParse(token.Value, out var network)) networks.Add(network);
            else result.AddError($"--deny-network: '{token.Value}' is not a network such as 169.254.0.0/16");
        }

        return [.. networks];
    },
};
var pods = new Option<PodAccess>("--pod-access") { Description = "How generators are reached: Direct, PortForward, or Auto, which is Direct in a cluster and PortForward outside." };
var health = new Option<string>("--health-urls") { Description = "Where /healthz and /readyz are served.", DefaultValueFactory = _ => "http://+:8080" };
var command = new RootCommand("Runs LoadCampaigns in a cluster.") { namespaces, leases, image, timeout, hosts, allowedNamespaces, denied, pods, health };
command.SetAction((parsed, cancellation) => OperatorHost.RunAsync(
    new OperatorArguments(parsed.GetValue(namespaces) ?? [], parsed.GetValue(leases), parsed.GetValue(image), parsed.GetValue(timeout), parsed.GetValue(hosts) ?? [], parsed.GetValue(allowedNamespaces) ?? [], parsed.GetValue(denied) ?? [], parsed.GetValue(pods), parsed.GetValue(health)!),
    cancellation));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
