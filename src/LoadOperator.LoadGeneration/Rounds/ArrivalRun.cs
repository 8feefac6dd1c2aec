namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>The scenario of one arrival of an open model; then, of another.</summary>
internal sealed class ArrivalRun(ScenarioRunner runner) : ScenarioRun(runner, opensAtOnce: false)
{
    public void Start(int phase, long index, long dueNs, bool isMeasured, long lateAfterNs) => Begin(phase, index, new Arrived(dueNs, lateAfterNs), isMeasured);

    protected override void Over(string? error, long thinkUntilNs)
    {
        Depart();
        Runner.Done(this);
    }
}
