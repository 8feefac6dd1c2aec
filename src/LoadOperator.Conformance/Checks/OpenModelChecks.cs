using LoadOperator.Conformance.Probes;
using LoadOperator.Model;
using LoadOperator.Model.Contract;

namespace LoadOperator.Conformance.Checks;

/// <summary>Arrivals on a schedule of their own, whatever the target does.</summary>
internal static class OpenModelChecks
{
    private const double Rate = 100;
    private const double Seconds = 2;
    private const int Count = (int)(Rate * Seconds);

    /// <summary>What a target on a busy machine may see a request later than it was due.</summary>
    private const double Tolerance = 25;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("open-model.count", "every scheduled arrival is sent once, and stands in both histograms", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(Rate, Seconds)), cancellation).ConfigureAwait(false);
            found.Equal("requests at the target", Count, target.Seen.Count);
            found.Equal("requests", Count, report.Requests);
            found.Equal("errors", 0, report.Errors);
            found.Equal("values in responseTime", Count, Bench.Percentile(report.ResponseTime, 50).Count);
            found.Equal("values in serviceTime", Count, Bench.Percentile(report.ServiceTime, 50).Count);
            found.Equal("health.scheduled", Count, report.Health?.Scheduled);
            found.Equal("health.sent", Count, report.Health?.Sent);
            found.Equal("requests of all slices of the series", Count, report.Series.Sum(s => s.Requests));
        }),
        new("open-model.schedule", "arrival k is due at startAt + k / rate", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(Rate, Seconds));
            await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            var late = target.Seen.Select((request, k) => (request.At - plan.StartAt).TotalMilliseconds - k * 1000 / Rate).Order().ToList();
            if (late.Count == 0) throw new InvalidDataException("no request came");
            found.Between("how late the median request came, in ms", -2, Tolerance, late[late.Count / 2]);
            found.Between("how late the 90th of 100 came, in ms", -2, 2 * Tolerance, late[late.Count * 9 / 10]);
            found.Between("how late the earliest came, in ms", -2, Tolerance, late[0]);
        }),
        new("open-model.warm-up", "the warm-up comes before the measured part, at the same rate, and is not counted", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var report = await bench.RunAsync(bench.Plan(target.Url, Bench.Inject(Rate, Seconds)) with { WarmUp = Duration.FromSeconds(1) }, cancellation).ConfigureAwait(false);
            found.Equal("requests", Count, report.Requests);
            found.Equal("requests at the target", Count + (int)Rate, target.Seen.Count);
            found.Equal("health.scheduled", Count, report.Health?.Scheduled);
        }),
        new("open-model.waits-for-nobody", "a slow target delays no arrival, and its slowness is in the latency", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target((_, _) => new ProbeAnswer { Delay = TimeSpan.FromMilliseconds(400) });
            var plan = bench.Plan(target.Url, Bench.Inject(Rate, Seconds));
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", Count, report.Requests);
            found.Between("requests that waited at one time", 30, 60, target.MostAtOnce);
            found.Between("median response time, in ms", 399, 400 + 2 * Tolerance, Bench.Percentile(report.ResponseTime, 50).Milliseconds);
            found.Between("from the start to the last arrival, in s", Seconds - 0.1, Seconds + 0.2, (target.Seen[^1].At - plan.StartAt).TotalSeconds);
        }),
        new("open-model.stall", "a stall of the target counts for every arrival that fell into it", async (bench, found, cancellation) =>
        {
            // Answers of the second half second all come at its end.
            DateTimeOffset from = default;
            await using var target = bench.Target((request, _) => new ProbeAnswer { Delay = request.At > from && request.At < from.AddSeconds(0.5) ? from.AddSeconds(0.5) - request.At : default });
            var plan = bench.Plan(target.Url, Bench.Inject(Rate, Seconds));
            from = plan.StartAt.AddSeconds(0.5);
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            // A quarter of the arrivals, evenly late by up to 500 ms.
            found.Between("80th percentile of the response time, in ms", 0, 180, Bench.Percentile(report.ResponseTime, 80).Milliseconds);
            found.Between("90th percentile of the response time, in ms", 230, 400, Bench.Percentile(report.ResponseTime, 90).Milliseconds);
            found.Between("99th percentile of the response time, in ms", 420, 500 + 2 * Tolerance, Bench.Percentile(report.ResponseTime, 99).Milliseconds);
        }),
        new("open-model.share", "a generator sends its share alone: of arrivals 0, 1, 2, …, those with k mod of = index", async (bench, found, cancellation) =>
        {
            await using var target = bench.Target();
            var plan = bench.Plan(target.Url, Bench.Inject(Rate, Seconds)) with { Share = new Share(2, 3) };
            var report = await bench.RunAsync(plan, cancellation).ConfigureAwait(false);
            found.Equal("requests", (Count - 2 + 2) / 3, report.Requests);
            found.Equal("health.scheduled", (Count - 2 + 2) / 3, report.Health?.Scheduled);
            if (target.Seen.Count > 0) found.Between("when the first came, in ms from the start", 20 - 2, 20 + 2 * Tolerance, (target.Seen[0].At - plan.StartAt).TotalMilliseconds);
        }),
    ];
}
