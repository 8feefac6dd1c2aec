using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>The scenarios of a round, compiled, with the draw among them.</summary>
internal sealed class RequestPlan
{
    private readonly int _totalWeight;
    private readonly (int UpTo, int FirstStep, int Count)[] _scenarios;

    public RequestPlan(RoundPlan plan)
    {
        var variables = new Variables(plan.Variables);
        var steps = new List<CompiledStep>();
        var scenarios = new List<(int, int, int)>();
        foreach (var scenario in plan.Scenarios)
        {
            _totalWeight += scenario.Weight;
            scenarios.Add((_totalWeight, steps.Count, scenario.Steps.Count));
            steps.AddRange(scenario.Steps.Select(step => new CompiledStep(scenario.Name, step, plan, variables)));
        }

        Steps = steps;
        VariableCount = variables.Count;
        _scenarios = [.. scenarios];
    }

    /// <summary>The steps of all scenarios.</summary>
    public IReadOnlyList<CompiledStep> Steps { get; }

    /// <summary>How many variables have a value of their own in every run of a scenario.</summary>
    public int VariableCount { get; }

    /// <summary>Draws a scenario: its first step and how many there are.</summary>
    public (int FirstStep, int Count) Draw(ref SeededRandom random)
    {
        if (_scenarios.Length == 1) return (0, _scenarios[0].Count);
        var draw = random.NextInteger(1, _totalWeight);
        foreach (var (upTo, first, count) in _scenarios)
            if (draw <= upTo) return (first, count);
        throw new InvalidOperationException("the draw is not below the total weight");
    }
}
