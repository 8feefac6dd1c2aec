using LoadOperator.Model;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;
using LoadOperator.Protobuf;

namespace LoadOperator.LoadGeneration.Rounds;

/// <summary>
/// Short rounds against a target inside this process, in both models, over TLS, and of gRPC, so that all code on the way of a request is compiled before the
/// first round. Compiling it under load would cost that round half a second, in which arrivals pile up and open thousands of connections.
/// </summary>
public static class Rehearsal
{
    private const string Name = "rehearsal";
    private const int Users = 4;
    private static readonly Duration Length = Duration.FromMilliseconds(300);
    private static readonly Simulation Open = new() { Inject = new Inject { Rate = 1000, During = Length } };
    private static readonly Simulation Closed = new() { KeepConstant = new KeepConstant { Copies = Users, During = Length } };

    private static readonly Step Http = new() { Name = Name, Http = new HttpRequest { Method = "POST", Path = "/{{seq}}", Body = "{{uuid}}{{random 1 9}}" } };

    private static readonly Step Grpc = new()
    {
        Name = Name,
        Grpc = new GrpcRequest { Method = "Rehearsal/Do", Message = """{"text": "{{uuid}}"}""" },
        Extract = [new Extraction { Name = "text", From = new ExtractionSource { JsonPath = "$.text" } }],
    };

    private static readonly Dictionary<string, string> Protos = new() { ["rehearsal.proto"] = """syntax = "proto3"; message M { string text = 1; } service Rehearsal { rpc Do (M) returns (M); }""" };

    /// <returns>What came of the rounds.</returns>
    public static async Task<IReadOnlyList<RoundReport>> RunAsync(RoundEngine engine, TimeProvider clock) =>
    [
        .. await RunAsync(engine, HttpProtocol.Http1, Http, clock, Open, Closed).ConfigureAwait(false),
        .. await RunAsync(engine, HttpProtocol.Http2, Grpc, clock, Closed).ConfigureAwait(false),
    ];

    /// <summary>Each of the simulations, and the first over TLS.</summary>
    private static async Task<IReadOnlyList<RoundReport>> RunAsync(RoundEngine engine, HttpProtocol protocol, Step step, TimeProvider clock, params IReadOnlyList<Simulation> simulations)
    {
        var plain = RehearsalTarget.Plain(protocol);
        await using (plain.ConfigureAwait(false))
        {
            var secure = RehearsalTarget.Secure(protocol, clock.GetUtcNow());
            await using (secure.ConfigureAwait(false))
            {
                var reports = new List<RoundReport>();
                foreach (var (target, simulation) in simulations.Select(s => (plain, s)).Append((secure, simulations[0])))
                    reports.Add(await RunAsync(engine, PlanOf(target.Address, step, simulation, clock)).ConfigureAwait(false));
                return reports;
            }
        }
    }

    private static async Task<RoundReport> RunAsync(RoundEngine engine, RoundPlan plan)
    {
        if (plan.Scenarios[0].Steps[0].Grpc is not null) engine.Learn(plan, ProtoSchema.Compile(Protos));
        using var round = engine.Start(plan);
        return await round.Completion.ConfigureAwait(false);
    }

    private static RoundPlan PlanOf(TargetAddress target, Step step, Simulation simulation, TimeProvider clock) => new()
    {
        Id = Name,
        Target = target,
        Scenarios = [new Scenario { Name = Name, Steps = [step] }],
        Simulations = [simulation],
        Seed = 0,
        Share = Share.Whole,
        StartAt = clock.GetUtcNow(),
    };
}
