namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Who wants to know how an exchange ended.</summary>
internal interface IExchangeOwner
{
    /// <summary>The exchange is over, and free for the next request. Runs on the thread that saw the answer arrive: it must not block.</summary>
    void Ended(Exchange exchange);
}
