using LoadOperator.Comparing.Reading;

namespace LoadOperator.Comparing.Tests.Reading;

public sealed class CampaignResultTests
{
    public const string Result = """
        {
          "apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "orders"},
          "spec": {"candidate": {"url": "http://127.0.0.1:2"}, "workload": {"http": {"path": "/"}}, "load": {"inject": {"rate": 1000, "during": "3s"}}},
          "status": {"phase": "Completed", "metrics": [
            {"name": "latency.p95", "unit": "ms", "scale": "Ratio", "gate": true, "candidate": {"n": 4, "values": [10, 11, 10.5, 10.2]}},
            {"name": "latency.p50", "unit": "ms", "scale": "Ratio", "gate": false, "candidate": {"n": 4, "values": [5, 5.1, 4.9, 5.2]}},
            {"name": "errorRate", "unit": "fraction", "scale": "Difference", "gate": true, "candidate": {"n": 4, "values": [0, 0, 0, 0], "requests": [3000, 3000, 3000, 3000], "errors": [0, 0, 0, 0]}}
          ]}
        }
        """;

    [Fact]
    public void Read_Result_HasTheCandidatesRounds()
    {
        var set = MeasurementReader.Read("result.json", Result);

        Assert.True(set.IsCampaign);
        Assert.Equal([("latency.p95", "ms", true), ("latency.p50", "ms", false), ("errorRate", "fraction", true)], set.Series.Select(s => (s.Key.Name, s.Key.Unit, s.Gates)));
        Assert.Equal([10, 11, 10.5, 10.2], set.Series[0].Values);
        Assert.Equal([3000L, 3000, 3000, 3000], set.Series[0].Requests!);
    }

    [Theory]
    [InlineData("""{"kind": "LoadCampaign"}""")]
    [InlineData("{\n  \"phase\": \n")]
    [InlineData("""{"apiVersion": "x", "kind": "LoadCampaign", "metadata": {}, "spec": {"candidate": {"url": "http://x"}, "workload": {}, "load": {}}}""")]
    public void Read_NoResult_NamesTheFileAndWhy(string json) =>
        Assert.StartsWith("result.json", Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("result.json", json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_CampaignWithoutRounds_SaysThatThereAreNone()
    {
        var failed = """
            {"apiVersion": "x", "kind": "LoadCampaign", "metadata": {}, "spec": {"candidate": {"url": "http://x"}, "workload": {}, "load": {}}, "status": {"phase": "Failed", "reason": "Interrupted"}}
            """;

        Assert.Contains("no rounds to compare: Failed, Interrupted", Assert.Throws<MeasurementFormatException>(() => MeasurementReader.Read("r", failed)).Message, StringComparison.Ordinal);
    }
}
