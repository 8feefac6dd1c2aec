namespace LoadOperator.Model;

/// <summary>Numbers that the model and the analysis share.</summary>
public static class CampaignLimits
{
    /// <summary>From this many pairs on, <c>test: Auto</c> is the paired test.</summary>
    public const int FewestPairsForPairing = 8;
}
