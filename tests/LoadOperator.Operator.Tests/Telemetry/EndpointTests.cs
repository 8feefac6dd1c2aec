using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Operator.Tests.Telemetry;

/// <summary>What a scraper gets.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task Metrics_Scraped_HaveEveryInstrumentUnderItsDocumentedName()
    {
        await using var app = await StartAsync();
        var instruments = ReferenceTests.Instruments().Keys.ToList();

        var text = await ScrapeAsync(app);

        Assert.All(instruments, i => Assert.Contains($"\n# TYPE {ReferenceTests.PrometheusNameOf(i)} ", "\n" + text, StringComparison.Ordinal));
        Assert.Contains("dotnet_process_cpu_time_seconds_total", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loadoperator_campaigns_ended_total", 7)]
    [InlineData("loadoperator_rounds_total", 6)]
    public async Task Counters_NothingHasHappened_AreThereAlready(string name, int series)
    {
        await using var app = await StartAsync();

        Assert.Equal(series, (await ScrapeAsync(app)).Split('\n').Count(l => l.StartsWith(name + "{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Campaigns_Scraped_AreCountedByTheReplicaThatActs()
    {
        await using var app = await StartAsync(
            TestCampaign.Create("a"),
            TestCampaign.Create("b", status: new LoadCampaignStatus { Phase = Phase.Completed, Verdict = Verdict.Regression }),
            TestCampaign.Create("c", status: new LoadCampaignStatus { Phase = Phase.Completed, Verdict = Verdict.Regression }));
        RuntimeMetrics.Leading(true);
        try
        {
            var samples = (await ScrapeAsync(app)).Split('\n').Where(l => l.StartsWith("loadoperator_campaigns{", StringComparison.Ordinal)).ToList();

            Assert.Contains(samples, s => s.Contains("phase=\"Completed\"", StringComparison.Ordinal) && s.Contains("verdict=\"Regression\"", StringComparison.Ordinal) && s.Contains("} 2", StringComparison.Ordinal));
            Assert.Contains(samples, s => s.Contains("phase=\"Pending\"", StringComparison.Ordinal) && s.Contains("} 1", StringComparison.Ordinal));
            Assert.DoesNotContain(samples, s => s.Contains("orders", StringComparison.Ordinal));
        }
        finally
        {
            RuntimeMetrics.Leading(false);
        }
    }

    [Fact]
    public void Log_AsJson_IsOneObjectOnALineWithItsEventId()
    {
        var console = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.AddOperatorTelemetry(LogFormat.Json, "test");
            using (var services = builder.Services.BuildServiceProvider())
                Log.Begins(services.GetRequiredService<ILoggerFactory>().CreateLogger("test"), "shop", "orders");
        }
        finally
        {
            Console.SetOut(console);
        }

        var line = JsonDocument.Parse(written.ToString().Trim()).RootElement;
        Assert.Equal(2001, line.GetProperty("EventId").GetInt32());
        Assert.Equal("orders", line.GetProperty("State").GetProperty("Name").GetString());
    }

    private static async Task<WebApplication> StartAsync(params LoadCampaign[] campaigns)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddOperatorTelemetry(LogFormat.Text, "test");
        builder.Services.AddSingleton<IEntityCache<LoadCampaign>>(new Known(campaigns));
        var app = builder.Build();
        app.MapOperatorTelemetry();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<string> ScrapeAsync(WebApplication app)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(new Uri(app.Urls.First()), OperatorTelemetry.MetricsPath), TestContext.Current.CancellationToken);
    }

    private sealed class Known(IReadOnlyCollection<LoadCampaign> campaigns) : IEntityCache<LoadCampaign>
    {
        public bool HasSynced => true;

        public LoadCampaign? Find(EntityKey key) => null;

        public IReadOnlyCollection<LoadCampaign> List() => campaigns;
    }
}
