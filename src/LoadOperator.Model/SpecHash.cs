using System.Security.Cryptography;
using System.Text.Json;
using LoadOperator.Model.Spec;

namespace LoadOperator.Model;

/// <summary>Tells whether two specs ask for the same run.</summary>
public static class SpecHash
{
    /// <summary>SHA-256 of the spec's JSON, in hexadecimal, without what may change during a run: <c>suspend</c> and <c>ttlSecondsAfterFinished</c>.</summary>
    public static string Of(LoadCampaignSpec spec) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(spec with { Suspend = false, TtlSecondsAfterFinished = null }, ModelJson.Compact)));
}
