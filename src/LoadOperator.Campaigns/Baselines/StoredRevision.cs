using System.Security.Cryptography;
using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Baselines;

namespace LoadOperator.Campaigns.Baselines;

/// <summary>Where a revision comes from.</summary>
public enum RevisionOrigin
{
    /// <summary>A campaign's candidate, captured or appended.</summary>
    Campaign,

    /// <summary>The baseline's own <c>spec.samples</c>, which may take it back.</summary>
    Samples,
}

/// <summary>A revision of a baseline as it is kept in a cluster, or is to be.</summary>
public sealed record StoredRevision(BaselineSample Sample, RevisionOrigin Origin)
{
    public int Number => Sample.Revision;

    /// <summary>SHA-256 of the measurement. A server that knows no rules lets somebody change a revision; this tells.</summary>
    public static string DigestOf(BaselineSample sample)
    {
        // A server keeps maps in an order of its own.
        var ordered = sample with { Fingerprint = new SortedDictionary<string, string>(sample.Fingerprint.ToDictionary(), StringComparer.Ordinal) };
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(ordered, ModelJson.Compact)));
    }

    /// <summary>Whether it is a measurement of this run of this campaign.</summary>
    public bool IsOf(string? campaign, DateTimeOffset? startTime) => Sample.Campaign == campaign && Sample.StartTime == startTime;
}
