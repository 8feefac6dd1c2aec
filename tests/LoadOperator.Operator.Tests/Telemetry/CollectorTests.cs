using System.Collections.Concurrent;
using System.Text;
using LoadOperator.Model;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Operator.Tests.Telemetry;

/// <summary>What a collector gets that the environment names.</summary>
public sealed class CollectorTests
{
    [Fact]
    public async Task Endpoint_Named_GetsMetricsTracesAndLogs()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await StartCollectorAsync(received);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=staging",
        });
        builder.AddOperatorTelemetry(LogFormat.Text, "pod-1");
        builder.Services.AddSingleton<IEntityCache<LoadCampaign>>(new NoCampaigns());
        await using (var app = builder.Build())
        {
            app.MapOperatorTelemetry();
            await app.StartAsync(TestContext.Current.CancellationToken);
            Exercise.Everything();
            Log.Begins(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test"), "shop", "orders-1-6");
            // Everything that waits is sent in the end.
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], received.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("loadoperator.rounds", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("loadoperator.round", received["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("orders-1-6", received["/v1/logs"], StringComparison.Ordinal);
        Assert.All(received.Values, body => Assert.Contains("load-operator", body, StringComparison.Ordinal));
        Assert.All(received.Values, body => Assert.Contains("staging", body, StringComparison.Ordinal));
        Assert.All(received.Values, body => Assert.Contains("pod-1", body, StringComparison.Ordinal));
    }

    /// <summary>Remembers what it was sent. Texts stand in protobuf as they are.</summary>
    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed class NoCampaigns : IEntityCache<LoadCampaign>
    {
        public bool HasSynced => true;

        public LoadCampaign? Find(EntityKey key) => null;

        public IReadOnlyCollection<LoadCampaign> List() => [];
    }
}
