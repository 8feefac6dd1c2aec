using System.Text.Json;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Tests;

/// <summary>Objects that a newer version has stored: after a downgrade the operator must still read them.</summary>
public sealed class NewerVersionTests
{
    private const string Stored = """
        {
          "apiVersion": "loadoperator.dev/v1alpha1", "kind": "LoadCampaign", "metadata": {"name": "orders", "generation": 3},
          "spec": {
            "candidate": {"url": "http://orders", "warp": 9}, "workload": {"http": {"path": "/", "quic": true}}, "load": {"inject": {"rate": 1, "during": "1s"}},
            "objectives": [{"metric": "errorRate", "maxPercent": 1}], "forecast": {"horizon": "1h"}
          },
          "status": {"phase": "Completed", "observedGeneration": 3, "verdict": "NotCompared", "mood": "good", "headline": {"metric": "errorRate", "rounds": "3/3", "against": "objectives", "colour": "green"}}
        }
        """;

    [Fact]
    public void Read_FieldsThatThisVersionDoesNotKnow_AreLeftOut()
    {
        var campaign = JsonSerializer.Deserialize<LoadCampaign>(Stored, ModelJson.Compact)!;

        Assert.Equal(("http://orders", Phase.Completed, Verdict.NotCompared), (campaign.Spec.Candidate.Url, campaign.Status!.Phase, campaign.Status.Verdict));
    }

    [Fact]
    public void SpecHash_FieldsThatThisVersionDoesNotKnow_DoNotCount()
    {
        var newer = JsonSerializer.Deserialize<LoadCampaign>(Stored, ModelJson.Compact)!;
        var older = JsonSerializer.Deserialize<LoadCampaign>(Stored.Replace(", \"forecast\": {\"horizon\": \"1h\"}", "", StringComparison.Ordinal), ModelJson.Compact)!;

        Assert.Equal(SpecHash.Of(older.Spec), SpecHash.Of(newer.Spec));
        older.Spec = older.Spec with { RestartToken = "again" };
        Assert.NotEqual(SpecHash.Of(older.Spec), SpecHash.Of(newer.Spec));
        newer.Spec = newer.Spec with { Suspend = true, TtlSecondsAfterFinished = 1 };
        Assert.Equal(SpecHash.Of(newer.Spec with { Suspend = false, TtlSecondsAfterFinished = null }), SpecHash.Of(newer.Spec));
    }
}
