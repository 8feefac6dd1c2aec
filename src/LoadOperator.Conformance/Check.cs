namespace LoadOperator.Conformance;

/// <summary>One requirement of the contract, and how it is tried.</summary>
/// <param name="Name">For instance <c>open-model.count</c>.</param>
/// <param name="Requirement">What the contract wants, in a sentence.</param>
/// <param name="TryAsync">Tries it, and writes down what is otherwise.</param>
internal sealed record Check(string Name, string Requirement, Func<Bench, Findings, CancellationToken, Task> TryAsync)
{
    /// <summary>Whether it can be tried over plain HTTP.</summary>
    public bool NeedsTls { get; init; }

    /// <summary>The features that it tries together; a generator that does not name all of them need not do it. None where every generator does.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Whether it can be tried only where this side can put files into the generator's data folder.</summary>
    public bool NeedsDataFolder { get; init; }
}
