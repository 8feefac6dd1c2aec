using System.Text.Json;
using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Ranks;

namespace LoadOperator.Statistics.Tests;

/// <summary>Two-sample tests against figures computed with R 4.2 (two-sample.json).</summary>
public sealed class ReferenceVectorTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Ids => [.. Vectors().EnumerateArray().Select(v => v.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Welch_ReferenceSample_MatchesR(string id)
    {
        var (old, @new, vector) = Load(id);

        AssertTest(vector.GetProperty("welch"), TTest.Welch(old, @new));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Paired_ReferenceSample_MatchesR(string id)
    {
        var (old, @new, vector) = Load(id);

        AssertTest(vector.GetProperty("paired"), TTest.Paired(old, @new));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void WelchOfLogs_ReferenceSample_MatchesR(string id)
    {
        var (old, @new, vector) = Load(id);

        AssertLogTest(vector.GetProperty("welchLogRatio"), TTest.Welch(Sample.Logs(old), Sample.Logs(@new)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void PairedOfLogs_ReferenceSample_MatchesR(string id)
    {
        var (old, @new, vector) = Load(id);

        AssertLogTest(vector.GetProperty("pairedLogRatio"), TTest.Paired(Sample.Logs(old), Sample.Logs(@new)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void MannWhitney_ReferenceSample_MatchesR(string id)
    {
        var (old, @new, vector) = Load(id);
        var expected = vector.GetProperty("mannWhitney");

        var actual = MannWhitney.Test(old, @new);

        AssertClose(expected, "u", actual.U);
        AssertClose(expected, "p", actual.P);
        Assert.Equal(expected.GetProperty("exact").GetBoolean(), actual.IsExact);
    }

    private static void AssertTest(JsonElement expected, TTest actual)
    {
        AssertClose(expected, "t", actual.T);
        AssertClose(expected, "df", actual.Df);
        AssertClose(expected, "p", actual.P);
        AssertInterval(expected.GetProperty("ci95"), actual.Confidence(0.95));
    }

    private static void AssertLogTest(JsonElement expected, TTest actual)
    {
        AssertClose(expected, "t", actual.T);
        AssertClose(expected, "df", actual.Df);
        AssertClose(expected, "p", actual.P);
        AssertClose(expected, "delta", Math.Exp(actual.Estimate) - 1);
        AssertInterval(expected.GetProperty("deltaCi95"), actual.Confidence(0.95).Map(x => Math.Exp(x) - 1));
    }

    private static void AssertInterval(JsonElement expected, Interval actual)
    {
        AssertRelative(expected[0].GetDouble(), actual.Low, "low");
        AssertRelative(expected[1].GetDouble(), actual.High, "high");
    }

    private static void AssertClose(JsonElement expected, string name, double actual)
    {
        if (expected.TryGetProperty(name, out var value)) AssertRelative(value.GetDouble(), actual, name);
    }

    // The references carry 15 significant digits; differences of nearly equal logs carry fewer, so 1e-14 absolute is let pass.
    private static void AssertRelative(double expected, double actual, string what) =>
        Assert.True(Math.Abs(actual - expected) <= Tolerance * Math.Abs(expected) + 1e-14 * (Math.Abs(expected) < 1e-10 ? 0 : 1), $"{what}: expected {expected:R}, got {actual:R}");

    private static (double[] Old, double[] New, JsonElement Vector) Load(string id)
    {
        var vector = Vectors().EnumerateArray().Single(v => v.GetProperty("id").GetString() == id);
        double[] Values(string name) => [.. vector.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        return (Values("old"), Values("new"), vector);
    }

    private static JsonElement Vectors()
    {
        using var stream = typeof(ReferenceVectorTests).Assembly.GetManifestResourceStream("LoadOperator.Statistics.Tests.two-sample.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
