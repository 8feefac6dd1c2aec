using System.CommandLine;
using LoadOperator.Operator;
using LoadOperator.Operator.Telemetry;

var namespaces = new Option<string[]>("--namespace") { Description = "A namespace to look at, once for each. Default: all." };
var leases = new Option<string?>("--lease-namespace") { Description = "Namespace of the lease by which replicas agree who acts. Default: no lease, one replica." };
var lease = new Option<string>("--lease-name") { Description = "Name of that lease: operators that look at different namespaces have different ones.", DefaultValueFactory = _ => Names.Manager };
var image = new Option<string?>("--generator-image") { Description = "Image of generators. Default: the image of this pod." };
var timeout = new Option<TimeSpan>("--generator-start-timeout") { Description = "Generators that are not ready after this time are given up: 90s, 5m, 1h.", DefaultValueFactory = _ => TimeSpan.FromMinutes(5), CustomParser = CommandLine.Duration };
var hosts = new Option<string[]>("--allow-host") { Description = "A host outside the cluster that campaigns may load, once for each." };
var health = new Option<string>("--health-urls") { Description = "Where /healthz, /readyz and /metrics are served.", DefaultValueFactory = _ => "http://+:8080" };
var log = new Option<LogFormat>("--log-format") { Description = "text, or json: one object on each line." };
var command = new RootCommand("Runs LoadCampaigns in a cluster.") { namespaces, leases, lease, image, timeout, hosts, health, log };
command.SetAction((parsed, cancellation) => OperatorHost.RunAsync(
    new OperatorArguments(parsed.GetValue(namespaces) ?? [], parsed.GetValue(leases), parsed.GetValue(lease)!, parsed.GetValue(image), parsed.GetValue(timeout), parsed.GetValue(hosts) ?? [], parsed.GetValue(health)!, parsed.GetValue(log)),
    cancellation));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
