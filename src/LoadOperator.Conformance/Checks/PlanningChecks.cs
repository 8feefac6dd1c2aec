using LoadOperator.Model.Contract;

namespace LoadOperator.Conformance.Checks;

/// <summary>How rounds are planned, seen, and forgotten.</summary>
internal static class PlanningChecks
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(700);

    public static IReadOnlyList<Check> All { get; } =
    [
        new("planning.unknown-round", "GET and DELETE of a round that was never planned answer 404, with a problem object", async (bench, found, cancellation) =>
        {
            var plan = bench.Plan("http://127.0.0.1:1", Bench.Inject(1, 1));
            Refused(found, 404, await bench.GetAsync(plan, cancellation).ConfigureAwait(false));
            Refused(found, 404, await bench.DeleteAsync(plan, cancellation).ConfigureAwait(false));
        }),
        new("planning.wrong-plan", "a plan that contradicts itself, is past, or is no plan answers 400, with a problem object", async (bench, found, cancellation) =>
        {
            var plan = bench.Plan("http://127.0.0.1:1", Bench.Inject(1, 1));
            var path = $"{GeneratorContract.RoundsPath}/{plan.Id}";
            Refused(found, 400, await bench.SendAsync(HttpMethod.Put, path, plan with { Id = "another" }, cancellation).ConfigureAwait(false), "a plan with another id than its path's");
            Refused(found, 400, await bench.SendAsync(HttpMethod.Put, path, plan with { Share = new Share(2, 2) }, cancellation).ConfigureAwait(false), "share 2 of 2 (from 0)");
            Refused(found, 400, await bench.SendAsync(HttpMethod.Put, path, plan with { Simulations = [] }, cancellation).ConfigureAwait(false), "a plan without simulations");
            Refused(found, 400, await bench.SendAsync(HttpMethod.Put, path, plan with { StartAt = plan.StartAt - TimeSpan.FromMinutes(1) }, cancellation).ConfigureAwait(false), "a start that is a minute past");
            found.Equal("PUT of something that is no JSON: status", 400, (await bench.SendAsync(HttpMethod.Put, path, "{", cancellation).ConfigureAwait(false)).Status);
        }),
        new("planning.repeated", "planning the same round again is harmless: its load is sent once, and its start does not move", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(40, 0.5));
            var first = (await bench.PutAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>();
            var again = (await bench.PutAsync(plan with { StartAt = plan.StartAt + TimeSpan.FromSeconds(3) }, cancellation).ConfigureAwait(false)).Read<RoundReport>();
            found.Equal("startAt of the second answer", first.StartAt, again.StartAt);
            found.Equal("startAt", plan.StartAt, first.StartAt);
            found.Equal("requests", 20, (await bench.RunAsync(plan, cancellation).ConfigureAwait(false)).Requests);
            found.Equal("requests at the target", 20, target.Seen.Count);
        }),
        new("planning.one-at-a-time", "another round while one is under way answers 409, and disturbs nothing", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(40, 1));
            await bench.PutAsync(plan, cancellation).ConfigureAwait(false);
            Refused(found, 409, await bench.PutAsync(bench.Plan(target.Url, Bench.Inject(40, 1)), cancellation).ConfigureAwait(false));
            found.Equal("requests", 40, (await bench.RunAsync(plan, cancellation).ConfigureAwait(false)).Requests);
        }),
        new("planning.under-way", "GET of a round under way answers what is known so far", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(100, 2));
            found.Equal("state after the plan", RoundState.Waiting, (await bench.PutAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>().State);
            await Task.Delay(plan.StartAt + TimeSpan.FromSeconds(1) - bench.Clock.GetUtcNow(), bench.Clock, cancellation).ConfigureAwait(false);
            var midway = (await bench.GetAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>();
            found.Equal("state midway", RoundState.Running, midway.State);
            found.Between("requests midway", 50, 150, midway.Requests);
            found.Between("elapsedSeconds midway", 0.7, 1.5, midway.ElapsedSeconds);
            var end = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("measuredSeconds", 2.0, Math.Round(end.MeasuredSeconds, 3));
            found.Expect(end.Health is not null, "the report of a completed round has no health: a round without the generator's self-check counts for nothing");
        }),
        new("planning.kept-until-deleted", "a report stays until it is deleted, and is then unknown", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(20, 0.5));
            await bench.PutAsync(plan, cancellation).ConfigureAwait(false);
            var end = await bench.EndOfAsync(plan, cancellation).ConfigureAwait(false);
            var again = (await bench.GetAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>();
            found.Equal("requests, asked for again", end.Requests, again.Requests);
            found.Equal("responseTime, asked for again", end.ResponseTime, again.ResponseTime);
            found.Equal("requests that DELETE answers", end.Requests, (await bench.DeleteAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>().Requests);
            Refused(found, 404, await bench.GetAsync(plan, cancellation).ConfigureAwait(false));
        }),
        new("planning.aborted", "DELETE of a round under way ends it within a second, and nothing more is sent", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(100, 30));
            await bench.PutAsync(plan, cancellation).ConfigureAwait(false);
            await Task.Delay(plan.StartAt + Settle - bench.Clock.GetUtcNow(), bench.Clock, cancellation).ConfigureAwait(false);
            found.Equal("state", RoundState.Aborted, (await bench.DeleteAsync(plan, cancellation).ConfigureAwait(false)).Read<RoundReport>().State);
            await Task.Delay(TimeSpan.FromSeconds(1), bench.Clock, cancellation).ConfigureAwait(false);
            var seen = target.Seen.Count;
            await Task.Delay(Settle, bench.Clock, cancellation).ConfigureAwait(false);
            found.Equal("requests that came more than a second later", 0, target.Seen.Count - seen);
            Refused(found, 404, await bench.GetAsync(plan, cancellation).ConfigureAwait(false));
        }),
    ];

    private static void Refused(Findings found, int status, Answer answer, string? what = null)
    {
        found.Equal($"{what ?? answer.To}: status", status, answer.Status);
        found.Expect(answer.MediaType == "application/problem+json", $"{what ?? answer.To}: the answer is {answer.MediaType ?? "of no type"}, not application/problem+json (RFC 9457)");
    }
}
