using LoadOperator.LoadGeneration.Data;
using LoadOperator.LoadGeneration.Feeds;
using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Requests;

/// <summary>The scenarios of a round, compiled, with the draw among them.</summary>
internal sealed class RequestPlan
{
    private readonly int _totalWeight;
    private readonly (int UpTo, CompiledScenario Scenario)[] _scenarios;

    public RequestPlan(RoundPlan plan, DataFolder data, ProtoSchema? learned = null)
    {
        var variables = Variables.Of(plan, data);
        var protos = plan.Protos is null ? learned : data.Protos(plan.Protos);
        var steps = new List<CompiledStep>();
        var scenarios = new List<(int, CompiledScenario)>();
        foreach (var scenario in plan.Scenarios)
        {
            _totalWeight += scenario.Weight;
            var first = steps.Count;
            steps.AddRange(scenario.Steps.Select(step => new CompiledStep(scenario.Name, step, plan, variables, protos)));
            scenarios.Add((_totalWeight, new CompiledScenario(first, steps.Count, variables.TakeDraws())));
        }

        Steps = steps;
        VariableCount = variables.Count;
        _scenarios = [.. scenarios];
    }

    /// <summary>The steps of all scenarios.</summary>
    public IReadOnlyList<CompiledStep> Steps { get; }

    /// <summary>How many variables have a value of their own in every run of a scenario.</summary>
    public int VariableCount { get; }

    /// <summary>Draws a scenario.</summary>
    public CompiledScenario Draw(ref SeededRandom random)
    {
        if (_scenarios.Length == 1) return _scenarios[0].Scenario;
        var draw = random.NextInteger(1, _totalWeight);
        foreach (var (upTo, scenario) in _scenarios)
            if (draw <= upTo) return scenario;
        throw new InvalidOperationException("the draw is not below the total weight");
    }
}

/// <summary>A scenario among the steps of all.</summary>
/// <param name="FirstStep">The number of its first step.</param>
/// <param name="End">The number after that of its last.</param>
/// <param name="Feeds">What it takes from feeds.</param>
internal sealed record CompiledScenario(int FirstStep, int End, IReadOnlyList<FeedDraw> Feeds);
