using System.Globalization;
using System.Net;

namespace LoadOperator.Profiling.Capture;

/// <summary>Asks a process for its profiles of a time: what Go's net/http/pprof serves. CPU and allocations are looked at side by side.</summary>
/// <param name="client">Follows no redirect: a target does not say what else is asked.</param>
/// <param name="root">Where pprof is served, such as http://127.0.0.1:6060/debug/pprof.</param>
public sealed class PprofCapture(HttpClient client, Uri root)
{
    private const long MostBytes = 16 * 1024 * 1024;

    /// <summary>How much later than asked for a profile may come: a process under load compresses it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is anything to ask.</summary>
    /// <exception cref="CaptureException">There is not; the message says what answers.</exception>
    public async Task ProbeAsync(CancellationToken cancellation) => await FetchAsync("", Patience, cancellation).ConfigureAwait(false);

    /// <summary>Takes both profiles, of the same time.</summary>
    /// <exception cref="CaptureException">One of them is not to be had.</exception>
    public async Task<PprofAnswer> RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"seconds={Math.Max(1, Math.Floor(duration.TotalSeconds)):0}");
        var both = await Task.WhenAll(FetchAsync($"/profile?{seconds}", duration + Patience, cancellation), FetchAsync($"/allocs?{seconds}", duration + Patience, cancellation)).ConfigureAwait(false);
        return new PprofAnswer(both[0], both[1]);
    }

    private async Task<byte[]> FetchAsync(string path, TimeSpan timeout, CancellationToken cancellation)
    {
        var address = new Uri(root.AbsoluteUri.TrimEnd('/') + (path.Length > 0 ? path : "/"));
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(timeout);
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limited.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) throw new CaptureException($"{address} answered {(int)response.StatusCode}: a Go service serves its profiles there by net/http/pprof; spec.profiling.pprof says port and path");
            await response.Content.LoadIntoBufferAsync(MostBytes, limited.Token).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new CaptureException($"{address} has not answered within {timeout.TotalSeconds:0} s", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CaptureException($"{address} cannot be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }
}
