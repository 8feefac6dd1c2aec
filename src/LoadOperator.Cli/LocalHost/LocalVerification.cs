using System.Text.Json;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model;
using LoadOperator.Model.Spec;

namespace LoadOperator.Cli.LocalHost;

/// <summary>The earlier campaign whose findings are looked at again: on one machine its result, and the user says where that is.</summary>
internal static class LocalVerification
{
    private const string Field = "spec.comparison.verifies.campaignRef.name";

    /// <summary>Finds it. False, and said why, where there is nothing to verify.</summary>
    /// <param name="spec">Gets to know the campaign, where the manifest did not name one.</param>
    /// <param name="earlier">The earlier campaign; null where the campaign verifies none.</param>
    public static bool Resolve(ref LoadCampaignSpec spec, string? result, TextWriter errors, out LoadCampaign? earlier)
    {
        earlier = null;
        var named = spec.Comparison.Verifies?.CampaignRef.Name;
        if (result is null && named is null) return true;
        if (result is null) return Refuse($"{Field}: '{named}': on this machine an earlier campaign is its result; give it with --verifies RESULT");
        if (spec.Profiling is null) return Refuse($"--verifies: '{result}': this campaign takes no profiles; add spec.profiling");
        try
        {
            earlier = ResultFolder.ReadResult(result);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            return Refuse($"--verifies: '{result}': no result of a campaign: {exception.Message}");
        }

        var name = earlier.Metadata.Name;
        if (named is not null && name != named) return Refuse($"--verifies: '{result}': holds campaign {name}; {Field} names {named}");
        if (Verifications.Refuse(earlier) is { } refusal) return Refuse($"--verifies: '{result}': {refusal}");
        spec = spec with { Comparison = spec.Comparison with { Verifies = new Verification { CampaignRef = new CampaignReference { Name = name } } } };
        return true;

        bool Refuse(string message)
        {
            errors.WriteLine($"loadctl: {message}");
            return false;
        }
    }
}
