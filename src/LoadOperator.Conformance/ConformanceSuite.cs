using System.Net;
using System.Text.Json;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Conformance.Checks;
using LoadOperator.Model.Contract;

namespace LoadOperator.Conformance;

/// <summary>Tries a generator against the contract, requirement by requirement.</summary>
public sealed class ConformanceSuite(Uri generator, CampaignCredentials? credentials, IPAddress targets, DirectoryInfo? data, TimeProvider clock)
{
    private static IReadOnlyList<Check> Checks { get; } =
    [
        .. InfoChecks.All, .. TrustChecks.All, .. PlanningChecks.All, .. OpenModelChecks.All, .. ClosedModelChecks.All, .. SimulationChecks.All, .. ConnectionChecks.All.Select(c => c with { Features = [GeneratorFeatures.Connections] }),
        .. RequestChecks.All, .. ScenarioChecks.All, .. ErrorChecks.All, .. FeatureChecks.All, .. FeedChecks.All, .. TraceChecks.All, .. Http2Checks.All,
    ];

    /// <summary>The requirements, by name.</summary>
    public static IReadOnlyList<(string Name, string Requirement)> Requirements { get; } = [.. Checks.Select(c => (c.Name, c.Requirement))];

    /// <summary>Runs every check, one after the other, and tells of each as it ends. It takes about two minutes.</summary>
    /// <exception cref="HttpRequestException">Nobody is there.</exception>
    public async IAsyncEnumerable<CheckResult> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var bench = new Bench(generator, credentials, targets, data, clock);
        await bench.FindAsync(cancellation).ConfigureAwait(false);
        foreach (var check in Checks) yield return await TryAsync(bench, check, cancellation).ConfigureAwait(false);
    }

    private static async Task<CheckResult> TryAsync(Bench bench, Check check, CancellationToken cancellation)
    {
        if (check.NeedsTls && bench.Credentials is null) return new CheckResult(check.Name, check.Requirement, CheckOutcome.Skipped, ["needs mutual TLS: an address that begins with https, and keys"]);
        if (check.Features.FirstOrDefault(f => !bench.Features.Contains(f)) is { } feature) return new CheckResult(check.Name, check.Requirement, CheckOutcome.Skipped, [$"the generator does not name the feature {feature}"]);
        if (check.NeedsDataFolder && bench.Data is null) return new CheckResult(check.Name, check.Requirement, CheckOutcome.Skipped, ["needs the folder that the generator was given as --data-folder"]);
        var findings = new Findings();
        try
        {
            await check.TryAsync(bench, findings, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is HttpRequestException or IOException or InvalidDataException or FormatException or JsonException or OperationCanceledException)
        {
            findings.Add(exception is OperationCanceledException ? "no answer in time" : exception.InnerException is { } inner ? $"{exception.Message} ({inner.Message})" : exception.Message);
        }

        return new CheckResult(check.Name, check.Requirement, findings.All.Count == 0 ? CheckOutcome.Passed : CheckOutcome.Failed, findings.All);
    }
}
