using System.Diagnostics.Tracing;
using LoadOperator.Profiling.Reading;
using Microsoft.Diagnostics.NETCore.Client;

namespace LoadOperator.Profiling.Capture;

/// <summary>Takes traces of .NET processes through EventPipe: stacks about every millisecond, allocations, collections, locks and exceptions.</summary>
public static class EventPipeCapture
{
    private const int BufferMegabytes = 256;

    /// <summary>GC, loader, JIT, exceptions, threading and compilation, as .NET's own tools ask for; and lock contention, 0x4000.</summary>
    private const long RuntimeKeywords = 0x100003801D | 0x4000;

    /// <summary>How long a target may take to answer: one under load that begins its first trace has much to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static IEnumerable<EventPipeProvider> Providers =>
    [
        new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
        // Verbose is the level of the events of allocation.
        new("Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, RuntimeKeywords),
        // The runtime's own counters, every second.
        new(RuntimeCounter.Provider, EventLevel.Informational, (long)EventKeywords.None, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
    ];

    /// <summary>Writes a trace of some length to a file.</summary>
    /// <param name="file">Where to write it. What there is of it stays there when the target ends.</param>
    /// <exception cref="CaptureException">The target cannot be traced, and there is nothing to keep.</exception>
    public static async Task<CaptureOutcome> RunAsync(CaptureTarget target, TimeSpan duration, string file, TimeProvider clock, CancellationToken cancellation)
    {
        var capture = await StartAsync(target, file, clock, cancellation).ConfigureAwait(false);
        await using (capture.ConfigureAwait(false))
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(capture.TargetEnded, Task.Delay(duration, clock, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            return await capture.StopAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Begins a trace that is written to a file until it is stopped.</summary>
    /// <param name="file">Where to write it.</param>
    /// <exception cref="CaptureException">The target cannot be traced, and there is nothing to keep.</exception>
    public static async Task<RunningCapture> StartAsync(CaptureTarget target, string file, TimeProvider clock, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var connection = await target.ConnectAsync(either.Token).ConfigureAwait(false);
            try
            {
                var session = await connection.Client.StartEventPipeSessionAsync(Providers, requestRundown: true, BufferMegabytes, either.Token).ConfigureAwait(false);
                return new RunningCapture(session, connection, target, file, clock);
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new CaptureException(Unreachable.Explain(target, Patience), exception);
        }
        catch (ServerNotAvailableException exception)
        {
            throw new CaptureException(Unreachable.Explain(target), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CaptureException($"{target} belongs to another user: run as that user, or as root", exception);
        }
        catch (Exception exception) when (exception is DiagnosticsClientException or EndOfStreamException or System.Net.Sockets.SocketException or FormatException or ArgumentException)
        {
            throw new CaptureException($"{target} cannot be traced: {exception.Message}", exception);
        }
    }
}
