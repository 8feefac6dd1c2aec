namespace LoadOperator.LoadGeneration.Requests;

/// <summary>Sends requests to one target in one protocol. Kept for as long as the generator lives, so that connections stay warm between rounds.</summary>
internal interface IRequestDriver : IDisposable
{
    /// <summary>Sends a request as soon as there is a connection for it. Never throws for what the target does, and ends the exchange in every case, perhaps before it returns.</summary>
    void Send(Exchange exchange);

    /// <summary>Whether every connection that there is carries a request: the next one would wait, or have one opened.</summary>
    bool IsBusy => false;

    /// <summary>The user whose exchange this is has gone, and what was kept for it may go.</summary>
    void Release(Exchange exchange);

    /// <summary>Closes the connections that carry nothing: others want what they hold.</summary>
    void CloseResting()
    {
    }

    /// <summary>Begins to count anew.</summary>
    void RestartCounts();

    ConnectionCounts Counts();
}
