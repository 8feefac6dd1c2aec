using System.CommandLine;
using System.Text.Json;
using LoadOperator.DemoTarget;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var urls = new Option<string>("--urls") { Description = "Address to serve on; port 0 takes any free one.", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
var hashes = new Option<int>("--hash-rounds") { Description = "CPU work of a request: how often it hashes 1 KiB.", DefaultValueFactory = _ => 100 };
var bytes = new Option<int>("--alloc-bytes") { Description = "Bytes that a request allocates.", DefaultValueFactory = _ => 4096 };
var wait = new Option<int>("--wait-ms") { Description = "Milliseconds that a request waits, as if for a database.", DefaultValueFactory = _ => 0 };
var sleep = new Option<int>("--sleep-ms") { Description = "Milliseconds that a request sleeps on its thread.", DefaultValueFactory = _ => 0 };
var locked = new Option<int>("--locked-hash-rounds") { Description = "The same as --hash-rounds, one request at a time.", DefaultValueFactory = _ => 0 };
var exceptions = new Option<int>("--exceptions") { Description = "Exceptions that a request throws and catches.", DefaultValueFactory = _ => 0 };
var h2c = new Option<bool>("--h2c") { Description = "Speak HTTP/2 without TLS, and no HTTP/1.1." };
var token = new Option<string?>("--bearer-token") { Description = "Answer 401 to every request for orders without this token in its Authorization." };
var stdin = new Option<bool>("--stop-with-stdin") { Description = "End when standard input ends." };
var command = new RootCommand("A small order service whose slowness is a setting: GET and POST /v1/orders, GET /v1/orders/ID, GET /healthz.") { urls, hashes, bytes, wait, sleep, locked, exceptions, h2c, token, stdin };
command.SetAction(async (parsed, cancellation) =>
{
    var work = new OrderWork
    {
        HashRounds = parsed.GetValue(hashes),
        AllocatedBytes = parsed.GetValue(bytes),
        Wait = TimeSpan.FromMilliseconds(parsed.GetValue(wait)),
        Sleep = TimeSpan.FromMilliseconds(parsed.GetValue(sleep)),
        LockedHashRounds = parsed.GetValue(locked),
        Exceptions = parsed.GetValue(exceptions),
    };
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.Sources.Clear();
    builder.Configuration.AddInMemoryCollection();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls(parsed.GetValue(urls)!);
    if (parsed.GetValue(h2c)) builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
    await using var app = builder.Build();
    if (parsed.GetValue(token) is { } secret)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/healthz") || context.Request.Headers.Authorization == $"Bearer {secret}") return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
    }

    app.MapGet("/healthz", () => "ok");
    app.MapGet("/v1/orders", async () => new { orders = 2, check = await work.DoAsync(TimeProvider.System) });
    app.MapGet("/v1/orders/{id}", async (string id) => new { id, state = "created", check = await work.DoAsync(TimeProvider.System) });
    app.MapPost("/v1/orders", async (JsonElement order) => Results.Created("/v1/orders/1", new { order, check = await work.DoAsync(TimeProvider.System) }));
    await app.StartAsync(cancellation);
    Console.WriteLine(JsonSerializer.Serialize(new { listening = app.Urls.Single() }));
    // On a thread of its own: standard input blocks, and on one CPU the thread pool has no thread to spare.
    var stopped = parsed.GetValue(stdin)
        ? Task.Factory.StartNew(() => Console.OpenStandardInput().CopyTo(Stream.Null), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        : app.WaitForShutdownAsync(cancellation);
    await Task.WhenAny(stopped, app.WaitForShutdownAsync(cancellation));
    return 0;
});
return await command.Parse(args).InvokeAsync();
