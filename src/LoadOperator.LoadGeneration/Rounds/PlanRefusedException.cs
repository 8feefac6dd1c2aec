namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>A plan asks for what this generator does not have: a file, an environment variable. The message names the plan's field.</summary>
public sealed class PlanRefusedException : Exception
{
    public PlanRefusedException()
    {
    }

    public PlanRefusedException(string message)
        : base(message)
    {
    }

    public PlanRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
