using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Hosting.Profiles;

/// <summary>Speaks with one profiler. Whatever goes wrong between the two is a <see cref="CaptureException"/>.</summary>
public sealed class ProfilerClient : IDisposable
{
    private const int MostOfReason = 8 * 1024;

    private static readonly TimeSpan ClockTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PartingTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A target under load may take half a minute to begin its first trace.</summary>
    private static readonly TimeSpan BeginTimeout = TimeSpan.FromSeconds(45);

    /// <summary>A minute to name the methods, and as long to read the trace with what CPU the target's pod has.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly ProfilerKeys _keys;
    private readonly string _name;

    /// <param name="name">What messages call it.</param>
    /// <param name="connect">Opens a connection to its port.</param>
    /// <param name="keys">They go with the client.</param>
    public ProfilerClient(string name, Func<CancellationToken, ValueTask<Stream>> connect, ProfilerKeys keys)
    {
        _http = GeneratorHttp.Create(connect, keys.Server, keys.Client);
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.MaxResponseContentBufferSize = CompactProfile.MostBytes;
        _keys = keys;
        _name = name;
    }

    /// <summary>What its wall clock shows.</summary>
    public Task<ClockReading> GetClockAsync(CancellationToken cancellation) =>
        CallAsync(limited => _http.GetAsync(ProfilerContract.ClockPath, limited), async (content, limited) => await content.ReadFromJsonAsync<ClockReading>(ModelJson.Compact, limited).ConfigureAwait(false) ?? throw new JsonException("no clock"), ClockTimeout, cancellation);

    /// <summary>Begins a profile; what the one before has left is dropped.</summary>
    public Task BeginAsync(string id, ProfileBeginning beginning, CancellationToken cancellation) =>
        CallAsync(limited => _http.PutAsJsonAsync(PathOf(id), beginning, ModelJson.Compact, limited), (_, _) => Task.FromResult(true), BeginTimeout, cancellation);

    /// <summary>Ends a profile, and takes it.</summary>
    public async Task<Profile> EndAsync(string id, ProfileEnd end, CancellationToken cancellation)
    {
        var bytes = await ReadingAsync(limited => _http.PostAsJsonAsync(PathOf(id) + ProfilerContract.End, end, ModelJson.Compact, limited), cancellation).ConfigureAwait(false);
        try
        {
            return CompactProfile.Read(bytes);
        }
        catch (ProfileFormatException exception)
        {
            throw new CaptureException($"{_name} sent {exception.Message}", exception);
        }
    }

    /// <summary>Reads the trace of a profile that has ended, or what is known of it beside.</summary>
    /// <param name="part"><see cref="ProfilerContract.Trace"/> or <see cref="ProfilerContract.Note"/>.</param>
    public Task ReadAsync(string id, string part, Func<Stream, CancellationToken, Task> use, CancellationToken cancellation) => CallAsync(
        limited => _http.GetAsync(PathOf(id) + part, HttpCompletionOption.ResponseHeadersRead, limited),
        async (content, limited) =>
        {
            await using var stream = await content.ReadAsStreamAsync(limited).ConfigureAwait(false);
            await use(stream, limited).ConfigureAwait(false);
            return true;
        },
        EndTimeout,
        cancellation);

    /// <summary>Drops a profile, where the profiler can still be reached.</summary>
    public Task DropAsync(string id) => TryAsync(limited => _http.DeleteAsync(PathOf(id), limited));

    /// <summary>Tells the profiler that there is no more to do, where it can still be reached.</summary>
    public Task StopAsync() => TryAsync(limited => _http.PostAsync(ProfilerContract.StopPath, null, limited));

    public void Dispose()
    {
        _http.Dispose();
        _keys.Dispose();
    }

    /// <summary>Whoever asked for the profile may have been cancelled: this is not, but takes no longer than a moment.</summary>
    private async Task TryAsync(Func<CancellationToken, Task<HttpResponseMessage>> call)
    {
        try
        {
            await CallAsync(call, (_, _) => Task.FromResult(true), PartingTimeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CaptureException)
        {
            // It ends by itself when nobody asks any more.
        }
    }

    /// <summary>It answered a moment ago: where it is gone now, the trace was too much for it.</summary>
    private async Task<byte[]> ReadingAsync(Func<CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(call, (content, limited) => content.ReadAsByteArrayAsync(limited), EndTimeout, cancellation).ConfigureAwait(false);
        }
        catch (CaptureException exception) when (exception.InnerException is HttpRequestException)
        {
            throw new CaptureException($"{exception.Message}; where it had too little memory to read the trace, make spec.profiling.dotnetTrace.duration shorter", exception);
        }
    }

    private static string PathOf(string id) => $"{ProfilerContract.ProfilesPath}/{Uri.EscapeDataString(id)}";

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<HttpResponseMessage>> call, Func<HttpContent, CancellationToken, Task<T>> read, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(timeout);
        try
        {
            using var response = await call(limited.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return await read(response.Content, limited.Token).ConfigureAwait(false);
            throw new CaptureException($"{_name}: {await ReasonAsync(response, limited.Token).ConfigureAwait(false)}") { IsAnswer = response.StatusCode == HttpStatusCode.UnprocessableEntity };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CaptureException($"{_name} cannot be reached: {(exception is OperationCanceledException ? $"no answer within {timeout.TotalSeconds:0} s" : exception.InnerException?.Message ?? exception.Message)}", exception);
        }
    }

    /// <summary>The detail of a problem (RFC 9457), which is a sentence of the profiler's own.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        // It may be anybody who answers, and at any length.
        var (bytes, length) = (new byte[MostOfReason], 0);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false)) length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 0 } reason) return reason;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Somebody else answers at its port.
        }

        return $"answered {(int)response.StatusCode}";
    }
}
