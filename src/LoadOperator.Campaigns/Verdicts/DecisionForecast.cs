using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What the design in use can see, and how much more of it would decide.</summary>
internal static class DecisionForecast
{
    private const int MostPairs = 1000;
    private const double WantedPower = 0.8;

    /// <summary>The smallest number of pairs that decides with 80 % probability if the true effect is <paramref name="effect"/>; null where 1000 do not.</summary>
    /// <param name="design">The standard error and degrees of freedom of the estimate, for a number of pairs.</param>
    public static int? PairsToDecide(double effect, Func<int, (double StandardError, double Df)> design, DecisionRule rule)
    {
        if (!Decides(MostPairs)) return null;
        int fails = Model.Spec.Rounds.Fewest - 1, decides = MostPairs;
        while (decides - fails > 1)
        {
            var middle = (fails + decides) / 2;
            if (Decides(middle)) decides = middle;
            else fails = middle;
        }

        return decides;

        bool Decides(int pairs)
        {
            var (standardError, df) = design(pairs);
            if (!(standardError > 0) || !(df > 0)) return false;
            var power = new DecisionPower(standardError, df, rule);
            return power.OfRegression(effect) + power.OfNoRegression(effect) >= WantedPower;
        }
    }
}
