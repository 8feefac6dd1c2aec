using System.Globalization;
using System.Net;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>Asks a process for its profiles of a time: what Go's net/http/pprof serves. CPU and allocations are looked at side by side.</summary>
/// <param name="client">Follows no redirect: a target does not say what else is asked.</param>
/// <param name="root">Where pprof is served, such as http://127.0.0.1:6060/debug/pprof.</param>
public sealed class PprofCapture(HttpClient client, Uri root)
{
    /// <summary>The files that it writes beside the name given.</summary>
    public const string CpuExtension = ".pb.gz";

    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>How much later than asked for a profile may come: a process under load compresses it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is anything to ask.</summary>
    /// <exception cref="CaptureException">There is not; the message says what answers.</exception>
    public async Task ProbeAsync(CancellationToken cancellation) => await FetchAsync("", Patience, cancellation).ConfigureAwait(false);

    /// <summary>Takes both profiles, of the same time, and keeps them: of CPU in the file, of allocations in the folder <c>allocs</c> beside it.</summary>
    /// <exception cref="CaptureException">There is no profile of CPU.</exception>
    /// <exception cref="ProfileFormatException">What was answered is none.</exception>
    public async Task<Profile> RunAsync(TimeSpan duration, string file, CancellationToken cancellation)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"seconds={Math.Max(1, Math.Floor(duration.TotalSeconds)):0}");
        var cpu = FetchAsync($"/profile?{seconds}", duration + Patience, cancellation);
        var allocations = FetchAsync($"/allocs?{seconds}", duration + Patience, cancellation);
        await ((Task)Task.WhenAll(cpu, allocations)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var whole = await ReadAsync(file, await cpu.ConfigureAwait(false), cancellation).ConfigureAwait(false);
        try
        {
            var folder = Directory.CreateDirectory(Path.Join(Path.GetDirectoryName(file), "allocs"));
            var allocated = await ReadAsync(Path.Join(folder.FullName, Path.GetFileName(file)), await allocations.ConfigureAwait(false), cancellation).ConfigureAwait(false);
            return whole with { Stacks = [.. whole.Stacks, .. allocated.Stacks.Where(s => s.Kind == CostKind.Allocation)], Partial = whole.Partial ?? allocated.Partial };
        }
        catch (ProfileFormatException)
        {
            // A process that has allocated nothing meanwhile has a profile without samples.
            return whole;
        }
    }

    private static async Task<Profile> ReadAsync(string file, byte[] content, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync(file, content, cancellation).ConfigureAwait(false);
        return ProfileReader.Read(file);
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
