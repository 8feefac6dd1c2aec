using System.Net;
using LoadOperator.Model.Contract;
using Microsoft.AspNetCore.Http.Features;

namespace LoadOperator.Agent.Storage;

/// <summary>How a store was asked to run.</summary>
/// <param name="TlsFolder">As a generator's; null for one that is read from, on loopback alone.</param>
/// <param name="Folder">The volume.</param>
/// <param name="Idle">It ends when nobody has asked anything for this long.</param>
internal sealed record StoreOptions(IPEndPoint Listen, DirectoryInfo? TlsFolder, DirectoryInfo Folder, TimeSpan Idle);

/// <summary>Keeps files in a volume, or serves those that it holds, until it is told to stop or nobody asks any more.</summary>
internal static class StoreServer
{
    public static async Task<int> RunAsync(StoreOptions options, TimeProvider clock, TextWriter output, CancellationToken cancellation)
    {
        if (options.TlsFolder is null && !IPAddress.IsLoopback(options.Listen.Address)) throw new IOException($"--listen: '{options.Listen}': without --tls-folder on loopback alone, such as 127.0.0.1:8443");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var idle = clock.CreateTimer(_ => stop.Cancel(), null, options.Idle, Timeout.InfiniteTimeSpan);
        await using var app = AgentHost.Create(options.Listen, options.TlsFolder is { } tls ? AgentTls.FromFolder(tls) : null);
        var underWay = 0;
        var folders = new RunFolders(options.Folder, clock);
        app.Use(async (context, next) =>
        {
            idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Interlocked.Increment(ref underWay);
            try
            {
                await next(context);
            }
            finally
            {
                // Whoever asked may have gone away in the middle.
                if (Interlocked.Decrement(ref underWay) == 0) idle.Change(options.Idle, Timeout.InfiniteTimeSpan);
            }
        });
        app.MapGet(StoreContract.ClockPath, () => new ClockReading(clock.GetUtcNow()));
        if (options.TlsFolder is null) app.MapGet(StoreContract.FilesPath + "/{run}/{name}", (string run, string name) => Answer(() => Results.Stream(folders.Read(run, name), "application/octet-stream")));
        else MapWriting(app, folders);
        app.MapPost(StoreContract.StopPath, () =>
        {
            stop.CancelAfter(TimeSpan.FromMilliseconds(100));
            return Results.NoContent();
        });
        await app.StartAsync(stop.Token);
        await AgentHost.SayWhereAsync(app, output, stop.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static void MapWriting(WebApplication app, RunFolders folders)
    {
        app.MapPut(StoreContract.FilesPath + "/{run}/{name}", async (string run, string name, HttpContext context) =>
        {
            // The store counts by itself.
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            try
            {
                return Results.Ok(await folders.WriteAsync(run, name, context.Request.Body, context.RequestAborted));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Refusal(exception);
            }
        });
        app.MapPost(StoreContract.RetentionPath + "/{run}", (string run, StoreRetention retention) => Answer(() => Results.Ok(folders.Retire(run, retention))));
    }

    private static IResult Answer(Func<IResult> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refusal(exception);
        }
    }

    /// <summary>What cannot be done is told in a sentence, which a reader sees.</summary>
    private static IResult Refusal(Exception exception) => Results.Problem(exception.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
}
