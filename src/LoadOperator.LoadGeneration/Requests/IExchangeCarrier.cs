namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Who holds an exchange that is under way, and so has to end it.</summary>
internal interface IExchangeCarrier
{
    /// <summary>The exchange has been given up: end it soon. May come more than once, and when it is no longer held.</summary>
    void Abandon(Exchange exchange);
}
