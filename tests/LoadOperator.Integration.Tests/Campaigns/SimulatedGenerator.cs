using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using HdrHistogram;
using LoadOperator.Histograms;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>Speaks the generator contract, sends nothing, and reports the same round every time: for campaigns by the hundred.</summary>
internal sealed class SimulatedGenerator : IRunningPod
{
    private static readonly ConcurrentDictionary<long, string> Histograms = new();

    private readonly ConcurrentDictionary<string, RoundPlan> _rounds = new();
    private readonly WebApplication _app;

    private SimulatedGenerator(DirectoryInfo tls, string address, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        using var pem = X509Certificate2.CreateFromPemFile(Path.Join(tls.FullName, "tls.crt"), Path.Join(tls.FullName, "tls.key"));
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(address), port, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        _app = builder.Build();
        _app.MapGet(GeneratorContract.InfoPath, () => Results.Json(Info, ModelJson.Compact));
        _app.MapGet(GeneratorContract.ClockPath, () => Results.Json(new ClockReading(TimeProvider.System.GetUtcNow()), ModelJson.Compact));
        _app.MapPut(GeneratorContract.RoundsPath + "/{id}", async (string id, Microsoft.AspNetCore.Http.HttpRequest request) => Report(id, _rounds.GetOrAdd(id, (await request.ReadFromJsonAsync<RoundPlan>(ModelJson.Compact))!)));
        _app.MapGet(GeneratorContract.RoundsPath + "/{id}", (string id) => _rounds.TryGetValue(id, out var plan) ? Report(id, plan) : Results.NotFound());
        _app.MapDelete(GeneratorContract.RoundsPath + "/{id}", (string id) => _rounds.TryRemove(id, out var plan) ? Report(id, plan) : Results.NotFound());
    }

    public bool HasExited => false;

    private static GeneratorInfo Info { get; } = new()
    {
        ContractVersion = GeneratorContract.Version,
        Generator = "simulated",
        Runtime = "none",
        GarbageCollector = "none",
        OperatingSystem = "none",
        Kernel = "none",
        CpuModel = "none",
        CpuSet = "0",
        CgroupVersion = "none",
        MemoryLimitBytes = 1,
        Host = "simulated",
    };

    public static async Task<IRunningPod> StartAsync(string name, DirectoryInfo tls, string address, int port)
    {
        var generator = new SimulatedGenerator(tls, address, port);
        await generator._app.StartAsync(CancellationToken.None);
        return generator;
    }

    public Task KillAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IResult Report(string id, RoundPlan plan)
    {
        var seconds = LoadPhase.Of(plan.Simulations).Sum(p => p.Length!.Value.TotalSeconds);
        var report = new RoundReport { Id = id, State = RoundState.Running, StartAt = plan.StartAt, MeasuredSeconds = seconds };
        if (TimeProvider.System.GetUtcNow() < plan.StartAt + plan.WarmUp.Value + TimeSpan.FromSeconds(seconds)) return Results.Json(report, ModelJson.Compact);
        var requests = LoadPhase.Of(plan.Simulations).Sum(p => p.ArrivalsOf(plan.Seed));
        var histogram = Histograms.GetOrAdd(requests, Make);
        return Results.Json(
            report with
            {
                State = RoundState.Completed,
                Requests = requests,
                ResponseTime = histogram,
                ServiceTime = histogram,
                Health = new GeneratorHealth { Scheduled = requests, Sent = requests },
            },
            ModelJson.Compact);
    }

    private static string Make(long requests)
    {
        var histogram = new LongHistogram(1_000, 3_600_000_000_000, 3);
        for (var i = 0; i < requests; i++) histogram.RecordValue(10_000_000 + i * 5_000);
        return HistogramCodec.Encode(histogram);
    }
}
