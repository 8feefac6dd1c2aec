using LoadOperator.Profiling.Reading;

namespace LoadOperator.Profiling.Tests.Reading;

public sealed class RuntimeCounterTests
{
    private static readonly Dictionary<string, object> Gauge = new() { ["Name"] = "threadpool-queue-length", ["DisplayName"] = "ThreadPool Queue Length", ["Mean"] = 3.5, ["StandardDeviation"] = 0.0, ["Count"] = 1, ["Min"] = 3.5, ["Max"] = 3.5, ["IntervalSec"] = 1.0f, ["Series"] = "Interval=1000", ["CounterType"] = "Mean" };

    private static readonly Dictionary<string, object> Sum = new() { ["Name"] = "exception-count", ["DisplayName"] = "Exception Count", ["DisplayRateTimeScale"] = "00:00:01", ["Increment"] = 12.0, ["IntervalSec"] = 1.0f, ["Series"] = "Interval=1000", ["CounterType"] = "Sum" };

    [Fact]
    public void Of_GaugeOrSum_IsItsMeanOrItsIncrement()
    {
        Assert.Equal(new RuntimeCounter(RuntimeCounter.ThreadPoolQueue, 3.5), RuntimeCounter.Of(Gauge));
        Assert.Equal(new RuntimeCounter("exception-count", 12), RuntimeCounter.Of(Sum));
    }

    [Fact]
    public void Of_StructureInAnother_IsTheSame() =>
        Assert.Equal(new RuntimeCounter(RuntimeCounter.ThreadPoolQueue, 3.5), RuntimeCounter.Of(new Dictionary<string, object> { ["Payload"] = Gauge }));

    [Fact]
    public void Of_SomethingElse_IsNothing()
    {
        Assert.Null(RuntimeCounter.Of(null));
        Assert.Null(RuntimeCounter.Of("threadpool-queue-length"));
        Assert.Null(RuntimeCounter.Of(new Dictionary<string, object>()));
        Assert.Null(RuntimeCounter.Of(new Dictionary<string, object> { ["Name"] = "threadpool-queue-length" }));
        Assert.Null(RuntimeCounter.Of(new Dictionary<string, object> { ["Name"] = "threadpool-queue-length", ["Mean"] = "many" }));
        Assert.Null(RuntimeCounter.Of(new Dictionary<string, object> { ["Payload"] = "none" }));
    }
}
