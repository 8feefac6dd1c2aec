using LoadOperator.Model.Contract;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;

namespace LoadOperator.Agent.Profiles;

/// <summary>Serves profiles of the processes that this one shares a pod with, until it is told to stop or nobody asks any more.</summary>
internal static class ProfilerServer
{
    public static async Task<int> RunAsync(ProfilerOptions options, TimeProvider clock, TextWriter output, CancellationToken cancellation)
    {
        var pod = Environment.GetEnvironmentVariable(ProfilerContract.PodVariable) is { Length: > 0 } uid ? uid : throw new IOException($"{ProfilerContract.PodVariable} is not set");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var idle = clock.CreateTimer(_ => stop.Cancel(), null, options.Idle ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var app = AgentHost.Create(options.Listen, AgentTls.FromEnvironment(clock));
        await using var profiles = new ProfileRegistry(options.TargetOf, pod, clock);
        app.Use(next => context =>
        {
            if (options.Idle is { } longest) idle.Change(longest, Timeout.InfiniteTimeSpan);
            return next(context);
        });
        app.MapGet(ProfilerContract.ClockPath, () => new ClockReading(clock.GetUtcNow()));
        app.MapPut(ProfilerContract.ProfilesPath + "/{id}", (string id, ProfileBeginning beginning, CancellationToken aborted) => AnswerAsync(async () =>
        {
            await profiles.BeginAsync(id, beginning, aborted);
            return Results.NoContent();
        }));
        app.MapPost(ProfilerContract.ProfilesPath + "/{id}" + ProfilerContract.End, (string id, ProfileEnd end, CancellationToken aborted) => AnswerAsync(async () => Results.Bytes(CompactProfile.Write(await profiles.EndAsync(id, end, aborted)))));
        foreach (var (path, isNote) in new[] { (ProfilerContract.Trace, false), (ProfilerContract.Note, true) })
            app.MapGet(ProfilerContract.ProfilesPath + "/{id}" + path, (string id, CancellationToken aborted) => AnswerAsync(async () => Results.Stream(await profiles.ReadAsync(id, isNote, aborted), "application/octet-stream")));
        app.MapDelete(ProfilerContract.ProfilesPath + "/{id}", (string id, CancellationToken aborted) => AnswerAsync(async () =>
        {
            await profiles.DropAsync(id, aborted);
            return Results.NoContent();
        }));
        app.MapPost(ProfilerContract.StopPath, () =>
        {
            if (options.Idle is not null) idle.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            return Results.NoContent();
        });
        await app.StartAsync(stop.Token);
        await AgentHost.SayWhereAsync(app, output, stop.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>What cannot be done is told in a sentence, which the campaign's status shows.</summary>
    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is CaptureException or ProfileFormatException or IOException or UnauthorizedAccessException)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (OutOfMemoryException)
        {
            return Results.Problem("the trace is too large for the memory that a profiler may take of the target's pod: make spec.profiling.dotnetTrace.duration shorter", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }
}
