using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LoadOperator.Agent;
using LoadOperator.Agent.Profiles;
using LoadOperator.Agent.Storage;

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("load-agent: runs on Linux alone, whose epoll it reads answers by");
    return 1;
}

var listen = new Option<IPEndPoint>("--listen")
{
    Description = "Address to serve on; port 0 takes any free one.",
    DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 0),
    CustomParser = result =>
    {
        if (IPEndPoint.TryParse(result.Tokens[0].Value, out var endpoint)) return endpoint;
        result.AddError($"--listen: '{result.Tokens[0].Value}' is not an address such as 127.0.0.1:0");
        return null;
    },
};
var tls = new Option<DirectoryInfo>("--tls-folder") { Description = "Folder with tls.crt, tls.key and ca.crt.", Required = true };
var data = new Option<DirectoryInfo?>("--data-folder") { Description = "Folder with the files that plans name: of feeds, and .proto files." };
var stdin = new Option<bool>("--stop-with-stdin") { Description = "End when standard input ends." };
var command = new RootCommand("Sends the load of a LoadOperator campaign. Serves the generator contract over mutual TLS.") { listen, tls, data, stdin };
command.SetAction((parsed, cancellation) => UntilStoppedAsync(stop => AgentServer.RunAsync(new AgentOptions(parsed.GetValue(listen)!, parsed.GetValue(tls)!, parsed.GetValue(data), parsed.GetValue(stdin)), TimeProvider.System, Console.Out, stop), cancellation));

var idle = new Option<TimeSpan>("--idle") { Description = "End when nobody has asked for this long, such as 00:10:00.", DefaultValueFactory = _ => TimeSpan.FromMinutes(10) };
var sidecar = new Option<bool>("--sidecar") { Description = "Go on until the pod ends, whatever --idle says." };
var portFolder = new Option<string?>("--diagnostic-port-folder") { Description = "The folder that the target's diagnostic port is in: its temporary folder. Default: that of the process that listens at the target's port, which must be visible." };
var port = new Option<string?>("--diagnostic-port") { Description = "The diagnostic port that the target connects to: its DOTNET_DiagnosticPorts is PATH,nosuspend." };
var profile = new Command("profile", "Takes profiles of the .NET process that it shares a pod with. Serves them over mutual TLS, with keys from its environment.") { listen, idle, sidecar, portFolder, port };
profile.SetAction((parsed, cancellation) => UntilStoppedAsync(stop => ProfilerServer.RunAsync(new ProfilerOptions(parsed.GetValue(listen)!, parsed.GetValue(sidecar) ? null : parsed.GetValue(idle), parsed.GetValue(portFolder), parsed.GetValue(port)), TimeProvider.System, Console.Out, stop), cancellation));
command.Add(profile);

var storeTls = new Option<DirectoryInfo?>("--tls-folder") { Description = "Folder with tls.crt, tls.key and ca.crt. Without it, files are read alone, and on loopback alone." };
var folder = new Option<DirectoryInfo>("--folder") { Description = "The volume.", Required = true };
var store = new Command("store", "Keeps files of campaigns in a volume, over mutual TLS, or serves those that it holds.") { listen, storeTls, folder, idle };
store.SetAction((parsed, cancellation) => UntilStoppedAsync(stop => StoreServer.RunAsync(new StoreOptions(parsed.GetValue(listen)!, parsed.GetValue(storeTls), parsed.GetValue(folder)!, parsed.GetValue(idle)), TimeProvider.System, Console.Out, stop), cancellation));
command.Add(store);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> UntilStoppedAsync(Func<CancellationToken, Task<int>> serve, CancellationToken cancellation)
{
    using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
    try
    {
        return await serve(stop.Token);
    }
    catch (Exception exception) when (exception is IOException or CryptographicException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"load-agent: {exception.Message}");
        return 1;
    }
}

static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
{
    signal.Cancel = true;
    stop.Cancel();
}
