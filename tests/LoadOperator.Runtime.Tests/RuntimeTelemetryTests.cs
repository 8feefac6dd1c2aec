using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Runtime.Tests;

public sealed class RuntimeTelemetryTests
{
    [Theory]
    [InlineData(System.Net.HttpStatusCode.OK, 200)]
    [InlineData(System.Net.HttpStatusCode.Forbidden, 403)]
    public async Task Request_Answered_IsCountedByItsStatus(System.Net.HttpStatusCode status, int expected)
    {
        var counted = new ConcurrentQueue<int>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "loadoperator.api.request.duration") l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var tag in tags) if (tag is { Key: "http.response.status_code", Value: int code }) counted.Enqueue(code);
        });
        listener.Start();
        var server = new ScriptedApiServer();
        server.Answer("{}", status);

        var answer = await Record.ExceptionAsync(() => server.Client().SendAsync(HttpMethod.Get, "api/v1/pods", TestContext.Current.CancellationToken));

        Assert.Equal(expected == 403, answer is ApiException);
        Assert.Contains(expected, counted);
    }
}
