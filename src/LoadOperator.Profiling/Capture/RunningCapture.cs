using Microsoft.Diagnostics.NETCore.Client;

namespace LoadOperator.Profiling.Capture;

/// <summary>A trace under way.</summary>
public sealed class RunningCapture : ICapture
{
    private const string Ended = "the target ended during the trace";

    /// <summary>How long a target may take to name the methods in the trace.</summary>
    private static readonly TimeSpan RundownPatience = TimeSpan.FromSeconds(60);

    private readonly EventPipeSession _session;
    private readonly DiagnosticConnection _connection;
    private readonly TimeProvider _clock;
    private readonly FileStream _output;
    private readonly Task<string?> _copying;
    private readonly FigureSampler _sampler;

    internal RunningCapture(EventPipeSession session, DiagnosticConnection connection, CaptureTarget target, string file, TimeProvider clock)
    {
        _session = session;
        _connection = connection;
        _clock = clock;
        _output = File.Create(file);
        _sampler = new FigureSampler(target.Looks(), clock);
        _copying = CopyAsync();
    }

    /// <summary>Completes when the trace ends before it is stopped.</summary>
    public Task TargetEnded => _copying;

    /// <summary>Ends the trace, waits until all of it is written, and closes the file.</summary>
    public async Task<CaptureOutcome> StopAsync(CancellationToken cancellation)
    {
        var figures = await _sampler.StopAsync().ConfigureAwait(false);
        // Stopping makes the runtime name the methods on the stacks; that comes through the same stream.
        var partial = _copying.IsCompleted ? Ended : await FinishAsync(cancellation).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        return new CaptureOutcome(_sampler.StartedAt, figures.Samples[^1].At, figures, partial, _output.Name);
    }

    public async ValueTask DisposeAsync()
    {
        // Closing the connection ends the trace, also of a target that does not answer.
        _session.Dispose();
        try
        {
            await _sampler.DisposeAsync().ConfigureAwait(false);
            await _copying.ConfigureAwait(false);
        }
        finally
        {
            await _output.DisposeAsync().ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null, or why the end of the trace is missing.</summary>
    private async Task<string?> FinishAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(RundownPatience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _session.StopAsync(either.Token).ConfigureAwait(false);
            return await _copying.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DiagnosticsClientException or IOException or System.Net.Sockets.SocketException)
        {
            return Ended;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"the target did not name its methods within {RundownPatience.TotalSeconds:0} s";
        }
    }

    private async Task<string?> CopyAsync()
    {
        try
        {
            await _session.EventStream.CopyToAsync(_output).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or EndOfStreamException or ObjectDisposedException or IOException { InnerException: System.Net.Sockets.SocketException })
        {
            return Ended;
        }
    }
}
