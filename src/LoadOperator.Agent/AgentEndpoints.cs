using System.Reflection;
using LoadOperator.LoadGeneration.Rounds;
using LoadOperator.LoadGeneration.SelfCheck;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Agent;

/// <summary>The contract, over HTTP.</summary>
internal static class AgentEndpoints
{
    private static readonly string Generator = $"load-agent {Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>A plan this late has been given up by who sent it.</summary>
    private static readonly TimeSpan LatestStart = TimeSpan.FromSeconds(1);

    public static void MapGeneratorContract(this WebApplication app, RoundRegistry rounds, TimeProvider clock)
    {
        app.MapGet(GeneratorContract.InfoPath, () => GeneratorEnvironment.Describe(Generator) with { Files = rounds.Files });
        app.MapGet(GeneratorContract.ClockPath, () => new ClockReading(clock.GetUtcNow()));
        app.MapPut(GeneratorContract.RoundsPath + "/{id}", (string id, RoundPlan plan, CancellationToken cancellation) => PlanAsync(rounds, clock, id, plan, cancellation));
        app.MapGet(GeneratorContract.RoundsPath + "/{id}", (string id) => rounds.Find(id) is { } round ? Results.Ok(round.Report()) : Unknown(id));
        app.MapDelete(GeneratorContract.RoundsPath + "/{id}", async (string id) => await rounds.RemoveAsync(id) is { } report ? Results.Ok(report) : Unknown(id));
    }

    private static async Task<IResult> PlanAsync(RoundRegistry rounds, TimeProvider clock, string id, RoundPlan plan, CancellationToken cancellation)
    {
        if (plan.Id != id) return Results.Problem($"the plan's id '{plan.Id}' is not the path's '{id}'", statusCode: StatusCodes.Status400BadRequest);
        if (plan.Share.Of < 1 || plan.Share.Index < 0 || plan.Share.Index >= plan.Share.Of) return Results.Problem($"share: {plan.Share.Index} of {plan.Share.Of} is none", statusCode: StatusCodes.Status400BadRequest);
        if (plan.Scenarios.Count == 0 || plan.Simulations.Count == 0) return Results.Problem("scenarios and simulations must not be empty", statusCode: StatusCodes.Status400BadRequest);
        if (plan.Simulations.SkipLast(1).Any(s => s.IterationsForConstant is not null)) return Results.Problem("simulations: iterationsForConstant must be the last", statusCode: StatusCodes.Status400BadRequest);
        if (plan.MostConnections < 1) return Results.Problem($"connections.max: {plan.Connections?.Max} leaves generator {plan.Share.Index} of {plan.Share.Of} none; allowed: at least {plan.Share.Of}", statusCode: StatusCodes.Status400BadRequest);
        var violations = Constraints.Check(plan, "").ToList();
        if (violations.Count > 0) return Results.Problem(string.Join("; ", violations.Select(v => $"{v.Path}: {v.Allowed}")), statusCode: StatusCodes.Status400BadRequest);
        if (rounds.Find(id) is null && clock.GetUtcNow() - plan.StartAt > LatestStart) return Results.Problem($"startAt: {plan.StartAt:o} is past", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            await rounds.LearnAsync(plan, cancellation);
            return rounds.Plan(plan) is { } round
                ? Results.Accepted(value: round.Report())
                : Results.Problem("another round is under way", statusCode: StatusCodes.Status409Conflict);
        }
        catch (PlanRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Unknown(string id) => Results.Problem($"no round '{id}'", statusCode: StatusCodes.Status404NotFound);
}
