using System.Net.Http.Json;
using System.Text.Json;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.AgentClient;

/// <summary>Speaks the contract with one generator. Whatever goes wrong between the two is a <see cref="GeneratorLostException"/>.</summary>
public sealed class GeneratorClient : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;

    /// <summary>A generator at an address that this process can reach.</summary>
    public GeneratorClient(Uri address, CampaignCredentials credentials)
        : this(address.Authority, cancellation => GeneratorHttp.ConnectAsync(address, cancellation), credentials)
    {
    }

    /// <summary>A generator that is reached in a way of its own.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="connect">Opens a connection to its port.</param>
    public GeneratorClient(string name, Func<CancellationToken, ValueTask<Stream>> connect, CampaignCredentials credentials)
    {
        _http = GeneratorHttp.Create(connect, credentials.Authority, credentials.Client);
        _http.Timeout = CallTimeout;
        Name = name;
    }

    public string Name { get; }

    /// <summary>Whether it answered the last call.</summary>
    public bool IsReached { get; private set; } = true;

    public Task<GeneratorInfo> GetInfoAsync(CancellationToken cancellation) =>
        CallAsync<GeneratorInfo>(() => _http.GetAsync(GeneratorContract.InfoPath, cancellation), cancellation);

    /// <summary>What its wall clock shows.</summary>
    public Task<ClockReading> GetClockAsync(CancellationToken cancellation) =>
        CallAsync<ClockReading>(() => _http.GetAsync(GeneratorContract.ClockPath, cancellation), cancellation);

    /// <summary>Plans a round; harmless when repeated.</summary>
    public Task<RoundReport> PlanAsync(RoundPlan plan, CancellationToken cancellation) =>
        CallAsync<RoundReport>(() => _http.PutAsJsonAsync(PathOf(plan.Id), plan, ModelJson.Compact, cancellation), cancellation);

    public Task<RoundReport> GetReportAsync(string roundId, CancellationToken cancellation) =>
        CallAsync<RoundReport>(() => _http.GetAsync(PathOf(roundId), cancellation), cancellation);

    /// <summary>Ends the round if need be, and lets the generator forget it.</summary>
    public Task<RoundReport> RemoveAsync(string roundId, CancellationToken cancellation) =>
        CallAsync<RoundReport>(() => _http.DeleteAsync(PathOf(roundId), cancellation), cancellation);

    public void Dispose() => _http.Dispose();

    private static string PathOf(string roundId) => $"{GeneratorContract.RoundsPath}/{Uri.EscapeDataString(roundId)}";

    private async Task<T> CallAsync<T>(Func<Task<HttpResponseMessage>> call, CancellationToken cancellation)
    {
        try
        {
            using var response = await call().ConfigureAwait(false);
            IsReached = true;
            if (!response.IsSuccessStatusCode) throw new GeneratorLostException($"the generator at {Name} answered {(int)response.StatusCode}: {DetailOf(await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false))}");
            return await response.Content.ReadFromJsonAsync<T>(ModelJson.Compact, cancellation).ConfigureAwait(false)
                ?? throw new GeneratorLostException($"the generator at {Name} answered nothing");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            IsReached = false;
            var cause = exception is OperationCanceledException ? $"no answer within {CallTimeout.TotalSeconds:0} s" : exception.InnerException?.Message ?? exception.Message;
            throw new GeneratorLostException($"the generator at {Name} cannot be reached: {cause}", exception);
        }
    }

    /// <summary>Of a problem object (RFC 9457) the words that are meant for people; of anything else, all.</summary>
    internal static string DetailOf(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 0 } text ? text : body;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return body;
        }
    }
}

/// <summary>A generator does not answer, or not as the contract says. The round is lost; the generator may be replaced.</summary>
public sealed class GeneratorLostException : Exception
{
    public GeneratorLostException()
    {
    }

    public GeneratorLostException(string message)
        : base(message)
    {
    }

    public GeneratorLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
