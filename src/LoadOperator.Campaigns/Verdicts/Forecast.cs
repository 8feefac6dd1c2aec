using LoadOperator.Statistics.Means;
using LoadOperator.Statistics.Power;

namespace LoadOperator.Campaigns.Verdicts;

/// <summary>What the design in use can see, and how much more of it would decide.</summary>
/// <param name="Worse">The test, turned so that an increase is for the worse.</param>
/// <param name="Rule">The margin and the levels, that of Regression for one metric of its family.</param>
/// <param name="Design">The standard error and degrees of freedom of the estimate, for a number of pairs.</param>
internal sealed record Forecast(TTest Worse, DecisionRule Rule, Func<int, (double StandardError, double Df)> Design)
{
    private const int MostPairs = 1000;
    private const double WantedPower = 0.8;

    /// <summary>The smallest true difference that is called a Regression with 80 % probability.</summary>
    public double MinimumDetectableEffect => new DecisionPower(Worse.StandardError, Worse.Df, Rule).MinimumDetectableEffect(WantedPower);

    /// <summary>The smallest number of pairs that decides with 80 % probability if the true difference is the one estimated; null where 1000 do not.</summary>
    public int? PairsToDecide
    {
        get
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
        }
    }

    private bool Decides(int pairs)
    {
        var (standardError, df) = Design(pairs);
        if (!(standardError > 0) || !(df > 0)) return false;
        var power = new DecisionPower(standardError, df, Rule);
        return power.OfRegression(Worse.Estimate) + power.OfNoRegression(Worse.Estimate) >= WantedPower;
    }
}
