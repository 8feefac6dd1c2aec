using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Conformance.Probes;
using LoadOperator.Histograms;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using Microsoft.AspNetCore.Http;
using HttpRequest = LoadOperator.Model.Spec.HttpRequest;

namespace LoadOperator.Conformance;

/// <summary>What checks work with: the generator under test, spoken to without the leniency of a client, and targets for it.</summary>
internal sealed class Bench : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>From a plan to its first arrival.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(500);

    /// <summary>What a round may take beyond its plan: answers that are still under way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Uri _address;
    private readonly IPAddress _targets;
    private readonly HttpClient _http;
    private int _rounds;

    /// <param name="address">The generator's.</param>
    /// <param name="credentials">Null for a generator that is spoken to over plain HTTP.</param>
    /// <param name="data">The generator's data folder, where this side can write into it.</param>
    /// <param name="targets">The address of this machine at which the generator reaches what it is asked to load.</param>
    public Bench(Uri address, CampaignCredentials? credentials, IPAddress targets, DirectoryInfo? data, TimeProvider clock)
    {
        (_address, _targets, Credentials, Data, Clock) = (address, targets, credentials, data, clock);
        _http = credentials is null ? new HttpClient { BaseAddress = address } : As(credentials.Client);
        _http.Timeout = CallTimeout;
    }

    public CampaignCredentials? Credentials { get; }

    public DirectoryInfo? Data { get; }

    public TimeProvider Clock { get; }

    /// <summary>What the generator says that it can do beyond the first form of the contract.</summary>
    public IReadOnlyList<string> Features { get; private set; } = [];

    /// <summary>A client with another certificate, or none.</summary>
    public HttpClient As(X509Certificate2? client) => GeneratorHttp.Create(cancellation => GeneratorHttp.ConnectAsync(_address, cancellation), Credentials!.Authority, client);

    public ProbeTarget Target(Func<ProbeRequest, int, ProbeAnswer>? answer = null) => new(_targets, Clock, answer ?? ((_, _) => ProbeAnswer.Ok));

    public Task<Http2Target> Http2TargetAsync(RequestDelegate answer, CancellationToken cancellation) => Http2Target.StartAsync(_targets, answer, cancellation);

    /// <summary>A round of one scenario with one request.</summary>
    public RoundPlan Plan(string url, Simulation simulation, params IReadOnlyList<Scenario> scenarios) => new()
    {
        Id = $"conformance-{++_rounds}",
        Target = new TargetAddress { Url = url },
        Scenarios = scenarios.Count > 0 ? scenarios : [Scenario(new HttpRequest { Path = "/probe" })],
        Simulations = [simulation],
        Seed = 42,
        Share = Share.Whole,
        StartAt = Clock.GetUtcNow() + Lead,
    };

    /// <summary>Makes sure that somebody listens (without, every check would wait for its time-out), and asks for its features.</summary>
    /// <exception cref="HttpRequestException">Nobody does.</exception>
    public async Task FindAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await SendAsync(HttpMethod.Get, GeneratorContract.InfoPath, null, cancellation).ConfigureAwait(false);
            Features = answer.Read<GeneratorInfo>().Features;
        }
        catch (InvalidDataException)
        {
            // The check of what a generator says of itself tells.
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {CallTimeout.TotalSeconds:0} s", exception);
        }
    }

    public static Scenario Scenario(params IReadOnlyList<HttpRequest> steps) =>
        new() { Name = "probe", Steps = [.. steps.Select((http, i) => new Step { Name = $"step-{i + 1}", Http = http })] };

    public static Simulation Inject(double rate, double seconds) => new() { Inject = new Inject { Rate = rate, During = Duration.FromSeconds(seconds) } };

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, ModelJson.Compact), new MediaTypeHeaderValue("application/json"));
        using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        return new Answer($"{method} {path}", (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
    }

    public Task<Answer> PutAsync(RoundPlan plan, CancellationToken cancellation) => SendAsync(HttpMethod.Put, PathOf(plan.Id), plan, cancellation);

    public Task<Answer> GetAsync(RoundPlan plan, CancellationToken cancellation) => SendAsync(HttpMethod.Get, PathOf(plan.Id), null, cancellation);

    public Task<Answer> DeleteAsync(RoundPlan plan, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, PathOf(plan.Id), null, cancellation);

    /// <summary>Plans a round, waits for its end, and lets the generator forget it.</summary>
    /// <exception cref="InvalidDataException">The generator did not run it.</exception>
    public async Task<RoundReport> RunAsync(RoundPlan plan, CancellationToken cancellation, RoundState end = RoundState.Completed)
    {
        (await PutAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>();
        try
        {
            return await EndOfAsync(plan, cancellation, end).ConfigureAwait(false);
        }
        finally
        {
            await DeleteAsync(plan, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a round has ended as it should.</summary>
    /// <exception cref="InvalidDataException">It has not, or not in time.</exception>
    public async Task<RoundReport> EndOfAsync(RoundPlan plan, CancellationToken cancellation, RoundState end = RoundState.Completed)
    {
        var latest = plan.StartAt + plan.WarmUp.Value + LoadPhase.Of(plan.Simulations).Aggregate(TimeSpan.Zero, (sum, p) => sum + (p.Length ?? TimeSpan.Zero)) + Patience;
        while (true)
        {
            var report = (await GetAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>();
            if (report.State == end) return report;
            if (report.HasEnded) throw new InvalidDataException($"the round ended {report.State}: {report.Message}");
            if (Clock.GetUtcNow() > latest) throw new InvalidDataException($"the round is still {report.State} {Patience.TotalSeconds:0} s after its planned end");
            await Task.Delay(LookEvery, Clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A percentile of a report's histogram, in milliseconds.</summary>
    /// <exception cref="InvalidDataException">There is no histogram.</exception>
    public static (long Count, double Milliseconds) Percentile(string? histogram, double percentile)
    {
        var decoded = HistogramCodec.Decode(histogram ?? throw new InvalidDataException("the report of a completed round lacks a histogram"));
        return (decoded.TotalCount, decoded.TotalCount == 0 ? double.NaN : decoded.GetValueAtPercentile(percentile) / 1e6);
    }

    public void Dispose() => _http.Dispose();

    private static string PathOf(string id) => $"{GeneratorContract.RoundsPath}/{Uri.EscapeDataString(id)}";
}
