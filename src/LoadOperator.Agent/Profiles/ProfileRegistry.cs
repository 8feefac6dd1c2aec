using LoadOperator.Model.Contract;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Agent.Profiles;

/// <summary>The profile under way: one at a time, and the one that was asked for last.</summary>
/// <param name="targetOf">Finds what is to be looked at.</param>
/// <param name="pod">The uid of the pod that this process is in.</param>
internal sealed class ProfileRegistry(Func<ProfileBeginning, CaptureTarget> targetOf, string pod, TimeProvider clock) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-agent-");
    private readonly SemaphoreSlim _turn = new(1);
    private ICapture? _capture;
    private string? _id;
    private ITimer? _deadline;

    private string File => Path.Join(_folder.FullName, "profile.nettrace");

    /// <summary>Begins a profile of the process that serves a port; what the one before has left is dropped.</summary>
    /// <exception cref="CaptureException">There is no such process, or it cannot be traced.</exception>
    public Task BeginAsync(string id, ProfileBeginning beginning, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            // Asked for again because the answer was lost.
            if (_id == id && _capture is not null) return true;
            if (beginning.Pod != pod) throw new CaptureException($"the profiler that answers is in another pod than {beginning.Pod}");
            await DropAsync();
            var target = targetOf(beginning);
            _capture = beginning.CountersAlone ? CounterCapture.Start(target, clock) : await EventPipeCapture.StartAsync(target, File, clock, cancellation);
            _id = id;
            _deadline = clock.CreateTimer(_ => _ = DropForgottenAsync(id), null, TimeSpan.FromSeconds(beginning.LongestSeconds), Timeout.InfiniteTimeSpan);
            return true;
        },
        cancellation);

    /// <summary>Ends a profile that nobody wants any more: the target is not to bear a trace for longer than needed.</summary>
    public Task DropAsync(string id, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            if (_id == id) await DropAsync();
            return true;
        },
        cancellation);

    /// <summary>Ends a profile and reads it.</summary>
    /// <exception cref="CaptureException">There is no such profile.</exception>
    /// <exception cref="ProfileFormatException">Nothing of it can be read.</exception>
    public Task<Profile> EndAsync(string id, ProfileEnd end, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            if (_id != id || _capture is null) throw new CaptureException($"there is no profile '{id}' under way: the profiler was started anew, or another campaign has begun one");
            try
            {
                var outcome = await _capture.StopAsync(cancellation);
                // A trace takes seconds: not on the thread that sees answers arrive.
                return await Task.Run(() => outcome.Read(end.Requests, new TimeWindow(end.From, end.To)), cancellation);
            }
            finally
            {
                if (end.KeepTrace) await EndAsync();
                else await DropAsync();
            }
        },
        cancellation);

    /// <summary>The trace of a profile that has ended, or what is known of it beside.</summary>
    /// <exception cref="CaptureException">There is none.</exception>
    public Task<Stream> ReadAsync(string id, bool isNote, CancellationToken cancellation) => InTurnAsync<Stream>(
        () => _id == id && _capture is null ? Task.FromResult<Stream>(System.IO.File.OpenRead(isNote ? File + ProfileNote.Extension : File)) : throw new CaptureException($"there is no trace of profile '{id}'"),
        cancellation);

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        _folder.Delete(recursive: true);
        _turn.Dispose();
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whoever began it does not come back.</summary>
    private async Task DropForgottenAsync(string id)
    {
        try
        {
            await DropAsync(id, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The profiler ends, and everything with it.
        }
    }

    private async Task DropAsync()
    {
        await EndAsync();
        _id = null;
        foreach (var file in _folder.EnumerateFiles()) file.Delete();
    }

    private async Task EndAsync()
    {
        var capture = _capture;
        _capture = null;
        if (_deadline is not null) await _deadline.DisposeAsync();
        _deadline = null;
        try
        {
            if (capture is not null) await capture.DisposeAsync();
        }
        catch (IOException)
        {
            // The disk was full: what there is of it goes with the profile.
        }
    }
}
