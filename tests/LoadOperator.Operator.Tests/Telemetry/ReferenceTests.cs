using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using LoadOperator.Operator.Telemetry;
using LoadOperator.Runtime;
using Microsoft.Extensions.Logging;

namespace LoadOperator.Operator.Tests.Telemetry;

/// <summary>docs/reference/telemetry.md says what the code has: dashboards and alerts stand on it.</summary>
public sealed class ReferenceTests
{
    private static readonly string Reference = File.ReadAllText(Path.Join(Repository(), "docs", "reference", "telemetry.md")) + "\n";

    [Fact]
    public void Metrics_OfTheReference_AreThoseOfTheCode() =>
        AssertHas(Instruments().OrderBy(i => i.Key.Name, StringComparer.Ordinal).Select(i => $"| `{i.Key.Name}` | `{PrometheusNameOf(i.Key)}` | {KindOf(i.Key)} | {i.Key.Unit} | {string.Join(", ", i.Value.Order(StringComparer.Ordinal).Select(tag => $"`{tag}`"))} | {i.Key.Description} |"));

    [Fact]
    public void Events_OfTheReference_AreThoseOfTheCode() =>
        AssertHas(Events().OrderBy(e => e.EventId).Select(e => $"| {e.EventId} | {e.Level} | `{e.Message}` |"));

    [Fact]
    public void Traces_OfTheReference_AreThoseOfTheCode()
    {
        var spans = new ConcurrentDictionary<string, string>();
        using (Exercise.Listen(a => spans[$"| `{a.OperationName}` | `{a.Source.Name}` |"] = string.Join(", ", a.TagObjects.Select(t => $"`{t.Key}`").Order(StringComparer.Ordinal)))) Exercise.Everything();

        AssertHas(spans.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value} |"));
    }

    [Fact]
    public void EventIds_OfAllLogs_AreUnique() => Assert.Empty(Events().GroupBy(e => e.EventId).Where(g => g.Count() > 1).Select(g => g.Key));

    internal static string PrometheusNameOf(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (KindOf(instrument) == "counter" ? "_total" : "");

    internal static IReadOnlyDictionary<Instrument, IReadOnlyCollection<string>> Instruments()
    {
        var found = new ConcurrentDictionary<Instrument, ConcurrentDictionary<string, bool>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name is not (RuntimeMetrics.MeterName or OperatorMetrics.MeterName)) return;
                found.TryAdd(instrument, []);
                l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((i, _, tags, _) => Saw(i, tags));
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => Saw(i, tags));
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Saw(i, tags));
        listener.Start();
        Exercise.Everything();
        listener.RecordObservableInstruments();
        return found.ToDictionary(f => f.Key, f => (IReadOnlyCollection<string>)[.. f.Value.Keys]);

        void Saw(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags) found[instrument][tag.Key] = true;
        }
    }

    private static IEnumerable<LoggerMessageAttribute> Events() =>
        new[] { typeof(RuntimeMetrics).Assembly, typeof(OperatorMetrics).Assembly }
            .SelectMany(a => a.GetTypes()).SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>();

    private static string KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var name when name.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
        var name when name.Contains("Gauge", StringComparison.Ordinal) => "gauge",
        _ => "counter",
    };

    private static void AssertHas(IEnumerable<string> rows)
    {
        var table = string.Join("\n", rows);

        // A row too many shows at the end: after the table there is an empty line.
        Assert.True(Reference.Contains($"|\n{table}\n\n", StringComparison.Ordinal), $"docs/reference/telemetry.md should have\n{table}\n");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder!.FullName, "LoadOperator.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
