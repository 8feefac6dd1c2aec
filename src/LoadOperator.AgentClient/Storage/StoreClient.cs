using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.AgentClient.Storage;

/// <summary>Speaks with one store. Whatever goes wrong between the two is an <see cref="IOException"/>.</summary>
public sealed class StoreClient : IDisposable
{
    private static readonly TimeSpan QuickTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Half a gigabyte at the pace of a slow disk over a network.</summary>
    private static readonly TimeSpan FileTimeout = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly string _name;

    /// <param name="name">What messages call it.</param>
    /// <param name="connect">Opens a connection to its port.</param>
    /// <param name="credentials">Null for one that is read from.</param>
    public StoreClient(string name, Func<CancellationToken, ValueTask<Stream>> connect, CampaignCredentials? credentials)
    {
        _http = credentials is not null
            ? GeneratorHttp.Create(connect, credentials.Authority, credentials.Client)
            : new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, cancellation) => connect(cancellation) }) { BaseAddress = new UriBuilder(Uri.UriSchemeHttp, "localhost").Uri };
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _name = name;
    }

    /// <summary>Returns once it serves.</summary>
    public Task AskAsync(CancellationToken cancellation) => CallAsync(limited => _http.GetAsync(StoreContract.ClockPath, limited), (_, _) => Task.FromResult(true), QuickTimeout, cancellation);

    /// <summary>Keeps a file.</summary>
    /// <returns>What was written; it is what was sent.</returns>
    public async Task<StoredFile> PutAsync(string run, string name, Stream content, CancellationToken cancellation)
    {
        using var hash = SHA256.Create();
        await using var hashed = new CryptoStream(content, hash, CryptoStreamMode.Read);
        using var body = new StreamContent(hashed);
        var written = await CallAsync(limited => _http.PutAsync(PathOf(run, name), body, limited), (answer, limited) => ReadAsync<StoredFile>(answer, limited), FileTimeout, cancellation).ConfigureAwait(false);
        var sent = Convert.ToHexStringLower(hash.Hash ?? []);
        return written.Sha256 == sent ? written : throw new IOException($"{_name}: {name} was sent with SHA-256 {sent} and written with {written.Sha256}");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="use">What becomes of it.</param>
    public Task<T> GetAsync<T>(string run, string name, Func<Stream, CancellationToken, Task<T>> use, CancellationToken cancellation) => CallAsync(
        limited => _http.GetAsync(PathOf(run, name), HttpCompletionOption.ResponseHeadersRead, limited),
        async (answer, limited) =>
        {
            await using var stream = await answer.ReadAsStreamAsync(limited).ConfigureAwait(false);
            return await use(stream, limited).ConfigureAwait(false);
        },
        FileTimeout,
        cancellation);

    /// <summary>Removes what is not to stay.</summary>
    /// <returns>The runs that were removed.</returns>
    public Task<IReadOnlyList<string>> RetireAsync(string run, StoreRetention retention, CancellationToken cancellation) =>
        CallAsync(limited => _http.PostAsJsonAsync($"{StoreContract.RetentionPath}/{Uri.EscapeDataString(run)}", retention, ModelJson.Compact, limited), ReadAsync<IReadOnlyList<string>>, FileTimeout, cancellation);

    /// <summary>Tells it that there is no more to do, where it can still be reached.</summary>
    public async Task StopAsync()
    {
        try
        {
            await CallAsync(limited => _http.PostAsync(StoreContract.StopPath, null, limited), (_, _) => Task.FromResult(true), QuickTimeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It ends by itself when nobody asks any more.
        }
    }

    public void Dispose() => _http.Dispose();

    private static string PathOf(string run, string name) => $"{StoreContract.FilesPath}/{Uri.EscapeDataString(run)}/{Uri.EscapeDataString(name)}";

    private static async Task<T> ReadAsync<T>(HttpContent content, CancellationToken cancellation) => await content.ReadFromJsonAsync<T>(ModelJson.Compact, cancellation).ConfigureAwait(false) ?? throw new JsonException("no answer");

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<HttpResponseMessage>> call, Func<HttpContent, CancellationToken, Task<T>> read, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(timeout);
        try
        {
            using var response = await call(limited.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return await read(response.Content, limited.Token).ConfigureAwait(false);
            var problem = (await response.Content.ReadFromJsonAsync<JsonElement>(limited.Token).ConfigureAwait(false)).GetProperty("detail").GetString();
            throw new IOException($"{_name}: {problem}");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new IOException($"{_name} cannot be reached: {(exception is OperationCanceledException ? $"no answer within {timeout.TotalSeconds:0} s" : exception.InnerException?.Message ?? exception.Message)}", exception);
        }
    }
}
