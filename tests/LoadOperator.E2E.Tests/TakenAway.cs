namespace LoadOperator.E2E.Tests;

/// <summary>Tests that take the operator away, or its leader: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TakenAway
{
    public const string Name = "The operator is taken away";
}
