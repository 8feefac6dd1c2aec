using LoadOperator.LoadGeneration.Answers;
using LoadOperator.LoadGeneration.Clocks;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>
/// One request and what came of it; used again and again by the scenario that it belongs to. Two sides may want to end it, who
/// carries it and who watches the time: the state says who was first.
/// </summary>
internal sealed class Exchange
{
    private const long UnderWay = 1;
    private const long GivenUp = 2;
    private const long States = 4;

    // The number of the request above the state, so that whoever was late by a whole request notices.
    private long _state;
    private readonly IExchangeOwner _owner;
    private volatile IExchangeCarrier? _carrier;

    /// <param name="opensAtOnce">Whether a connection may be opened for it whenever there is none: users of a closed model have no more than one each.</param>
    public Exchange(IExchangeOwner owner, bool opensAtOnce)
    {
        (_owner, OpensAtOnce) = (owner, opensAtOnce);
        Place = new LinkedListNode<Exchange>(this);
    }

    public bool OpensAtOnce { get; }

    /// <summary>The request's bytes.</summary>
    public ReadOnlyMemory<byte> Request { get; private set; }

    public RequestTraits Traits { get; private set; }

    /// <summary>Where the answer is kept, should anybody want to look into it.</summary>
    public KeptAnswer? Kept { get; private set; }

    /// <summary>When the request was handed over, in nanoseconds of the monotonic clock.</summary>
    public long SentNs { get; private set; }

    /// <summary>When it has failed if no whole answer has come.</summary>
    public long DeadlineNs { get; private set; }

    public long EndNs { get; private set; }

    /// <summary>The kind of failure, or null where an answer came, whatever its status.</summary>
    public string? Error { get; private set; }

    /// <summary>What nobody foresaw, where that ended it: no fault of the target's.</summary>
    public Exception? Fault { get; private set; }

    public int Status { get; private set; }

    public long BytesReceived { get; private set; }

    /// <summary>Its place where it waits for a connection: one, so that waiting allocates nothing.</summary>
    public LinkedListNode<Exchange> Place { get; }

    /// <summary>The connection that its user keeps between requests; the driver sees to it.</summary>
    public IExchangeCarrier? OwnConnection { get; set; }

    /// <summary>How the time was spent; the carrier notes it down.</summary>
    public ref ExchangeTimes Times => ref _times;

    private ExchangeTimes _times;

    /// <summary>Whether time has run out before the answer was whole.</summary>
    public bool IsGivenUp => (Volatile.Read(ref _state) & (States - 1)) == GivenUp;

    public void Begin(ReadOnlyMemory<byte> request, RequestTraits traits, long sentNs, long timeoutNs, KeptAnswer? kept)
    {
        (Request, Traits, SentNs, DeadlineNs, Kept) = (request, traits, sentNs, sentNs + timeoutNs, kept);
        _times = default;
        (_carrier, Fault) = (null, null);
        Volatile.Write(ref _state, (_state & -States) + States + UnderWay);
    }

    public void CarriedBy(IExchangeCarrier carrier) => _carrier = carrier;

    /// <summary>The carrier ends the exchange. Who does so tells the owner next, by <see cref="Report"/>.</summary>
    /// <returns>False where it had been given up: the connection is being closed.</returns>
    public bool TryEnd(string? error, int status, long received)
    {
        var now = MonotonicClock.Now;
        var state = Volatile.Read(ref _state);
        var isInTime = (state & (States - 1)) == UnderWay && Interlocked.CompareExchange(ref _state, state & -States, state) == state;
        if (!isInTime) Volatile.Write(ref _state, state & -States);
        // The time-out is when the user gave up, not when it was noticed.
        var isLate = !isInTime || now > DeadlineNs;
        (Error, Status, BytesReceived, EndNs) = (isLate ? RequestOutcome.Timeout : error, status, received, isLate ? Math.Min(now, DeadlineNs) : now);
        return isInTime;
    }

    public void Report() => _owner.Ended(this);

    /// <summary>Ends the exchange for its carrier and tells the owner.</summary>
    public void Fail(string error)
    {
        TryEnd(error, status: 0, received: 0);
        Report();
    }

    /// <summary>Ends the exchange for its carrier, which did not foresee this, and tells the owner.</summary>
    public void Fail(Exception fault)
    {
        TryEnd(RequestOutcome.Generator, status: 0, received: 0);
        Fault = fault;
        Report();
    }

    /// <summary>Gives the exchange up where its time has run out, or in any case.</summary>
    /// <returns>When to look again, should nothing begin meanwhile.</returns>
    public long Watch(long nowNs, bool isAborted)
    {
        var state = Volatile.Read(ref _state);
        if ((state & (States - 1)) == UnderWay)
        {
            if (nowNs < DeadlineNs && !isAborted) return DeadlineNs;
            var givenUp = (state & -States) + GivenUp;
            if (Interlocked.CompareExchange(ref _state, givenUp, state) != state) return long.MaxValue;
            state = givenUp;
        }

        if ((state & (States - 1)) != GivenUp) return long.MaxValue;
        // Whoever carries it now, if it is still the same request: the next look comes where it was being handed over.
        var carrier = _carrier;
        if (Volatile.Read(ref _state) == state) carrier?.Abandon(this);
        return nowNs;
    }
}
