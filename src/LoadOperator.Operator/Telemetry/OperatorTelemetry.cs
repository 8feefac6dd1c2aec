using System.Collections;
using LoadOperator.Model;
using LoadOperator.Runtime;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LoadOperator.Operator.Telemetry;

/// <summary>How the log is written.</summary>
internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>Makes what the operator counts, traces and logs readable: /metrics always, OTLP where the environment names an endpoint.</summary>
internal static class OperatorTelemetry
{
    public const string MetricsPath = "/metrics";

    private const string Prefix = "OTEL_";
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <summary>The standard variables by which OpenTelemetry is set, and nothing else of the environment.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(e => $"{e.Key}".StartsWith(Prefix, StringComparison.Ordinal)).Select(e => KeyValuePair.Create($"{e.Key}", (string?)$"{e.Value}"));

    public static void AddOperatorTelemetry(this WebApplicationBuilder builder, LogFormat format, string instance)
    {
        builder.Logging.ClearProviders().AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        if (format == LogFormat.Json) builder.Logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = ("yyyy-MM-ddTHH:mm:ss.fffZ", true));
        else builder.Logging.AddSimpleConsole(console => console.SingleLine = true);

        var telemetry = builder.Services.AddOpenTelemetry()
            // What the environment says goes before.
            .ConfigureResource(resource => resource.AddService(Names.Manager, serviceVersion: typeof(OperatorTelemetry).Assembly.GetName().Version?.ToString(3), serviceInstanceId: instance).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(OperatorMetrics.MeterName, RuntimeMetrics.MeterName, "System.Runtime").AddPrometheusExporter());
        if (!Endpoints.Any(name => builder.Configuration[name] is { Length: > 0 })) return;
        telemetry.WithTracing(traces => traces.AddSource(OperatorTracing.SourceName, RuntimeTracing.SourceName)).WithLogging().UseOtlpExporter();
    }

    public static void MapOperatorTelemetry(this WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint(MetricsPath);
        // The endpoint has brought the reader with it: from here on what is counted is seen.
        OperatorMetrics.Begin();
        var campaigns = app.Services.GetRequiredService<IEntityCache<LoadCampaign>>();
        // Every replica knows all campaigns: told by each they would be counted twice.
        OperatorMetrics.ObserveCampaigns(() => RuntimeMetrics.IsLeading ? campaigns.List() : []);
    }
}
