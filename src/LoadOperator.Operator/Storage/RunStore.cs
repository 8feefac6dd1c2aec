using System.Globalization;
using System.Text.Json;
using k8s.Models;
using LoadOperator.Campaigns.Baselines;
using LoadOperator.Campaigns.Rounds;
using LoadOperator.Histograms;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Operator.Artifacts;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;

namespace LoadOperator.Operator.Storage;

/// <summary>
/// Keeps a run in ConfigMaps that its campaign owns: a header, and the rounds in pages with their histograms. A round is one
/// write, and only after it generators are told to forget it; what it changed of the rest follows with the header.
/// </summary>
internal sealed class RunStore(LoadCampaign campaign, IEntityStore store, TimeProvider clock, ILogger logger)
{
    private const string HeaderKey = "run.json";
    private const string BaselineKey = "baseline.json";
    private const string RoundSuffix = ".json";
    private const int RoundsPerPage = 20;

    /// <summary>All objects of a campaign together stay under 1 MiB, of which the status needs its part: where this is full, rounds are kept without histograms.</summary>
    private const int WholeBudget = 600 * 1024;

    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Where profiles are taken, their pictures need a part, too.</summary>
    private int Budget => campaign.Spec.Profiling is null ? WholeBudget : WholeBudget - ArtifactBundle.Budget;

    private readonly SortedDictionary<int, Dictionary<string, string>> _pages = [];
    private string? _headerText;
    private int _stored;
    private int _bytes;

    /// <summary>The run of this spec, as far as it was kept; null where there is none.</summary>
    public async Task<RunHeader?> LoadAsync(CancellationToken cancellation)
    {
        var maps = await ListAsync(cancellation);
        var header = maps.FirstOrDefault(m => m.Metadata.Name == Names.Run(campaign))?.Data?.TryGetValue(HeaderKey, out var text) is true ? JsonSerializer.Deserialize<RunHeader>(text, ModelJson.Compact) : null;
        if (header is null || (header.Generation != campaign.Metadata.Generation && header.SpecHash != SpecHash.Of(campaign.Spec)))
        {
            // What an earlier run has left.
            foreach (var map in maps) await store.DeleteAsync(map, cancellation);
            return null;
        }

        foreach (var map in maps)
        {
            if (int.TryParse(map.Metadata.Name[(map.Metadata.Name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture, out var page))
                _pages[page] = new Dictionary<string, string>(map.Data ?? new Dictionary<string, string>());
        }

        IReadOnlyList<RoundRecord> rounds =
        [
            .. _pages.Values.SelectMany(p => p).Where(e => e.Key.EndsWith(RoundSuffix, StringComparison.Ordinal)).OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => JsonSerializer.Deserialize<RoundRecord>(e.Value, ModelJson.Compact)!),
        ];
        _stored = rounds.Count;
        var baseline = maps.FirstOrDefault(m => m.Metadata.Name == Names.FrozenBaseline(campaign))?.Data?.TryGetValue(BaselineKey, out var frozen) is true ? frozen : null;
        _bytes = _pages.Values.SelectMany(p => p).Sum(e => e.Value.Length);
        Reserve(baseline);
        return header with { State = header.State with { Rounds = rounds }, Baseline = baseline is null ? null : JsonSerializer.Deserialize<FrozenBaseline>(baseline, ModelJson.Compact) };
    }

    /// <summary>Keeps what the campaign is compared with. To be kept before the run itself, which would go on without.</summary>
    public async Task KeepBaselineAsync(FrozenBaseline baseline, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(baseline, ModelJson.Compact);
        Reserve(text);
        await WriteAsync(Names.FrozenBaseline(campaign), new Dictionary<string, string> { [BaselineKey] = text }, cancellation);
    }

    /// <summary>Keeps what is new, however long the API server is away.</summary>
    public async Task KeepAsync(RunHeader header, EndedRound? round, CancellationToken cancellation)
    {
        for (var number = _stored; number < header.State.Rounds.Count; number++)
        {
            var page = number / RoundsPerPage;
            if (!_pages.TryGetValue(page, out var data)) _pages[page] = data = [];
            Add(data, number, header.State.Rounds[number], round);
            await WriteAsync(Names.Rounds(campaign, page), data, cancellation);
            _stored = number + 1;
        }

        var text = JsonSerializer.Serialize(header with { State = header.State with { Rounds = [] }, Baseline = null }, ModelJson.Compact);
        if (text == _headerText) return;
        await WriteAsync(Names.Run(campaign), new Dictionary<string, string> { [HeaderKey] = text }, cancellation);
        _headerText = text;
    }

    /// <summary>Keeps files: all in one object that nobody changes, named after what it holds. Others of the run go: they are of profiles that were taken anew.</summary>
    /// <exception cref="ApiException">The cluster refuses it.</exception>
    public async Task KeepAsync(ArtifactBundle bundle, CancellationToken cancellation)
    {
        var name = Names.Artifacts(campaign, bundle.Digest);
        await InsistAsync(() => store.CreateAsync(new V1ConfigMap { Metadata = Names.Child(campaign, name), BinaryData = bundle.Entries.ToDictionary(), Immutable = true }, cancellation), cancellation);
        await InsistAsync(
            async () =>
            {
                foreach (var map in await ListAsync(cancellation))
                {
                    if (Names.IsOfArtifacts(map.Metadata.Name) && map.Metadata.Name != name) await store.DeleteAsync(map, cancellation);
                }
            },
            cancellation);
    }

    private async Task<IReadOnlyList<V1ConfigMap>> ListAsync(CancellationToken cancellation) =>
        [.. (await store.ListAsync<V1ConfigMap>(campaign.Metadata.NamespaceProperty, Names.SelectorOf(campaign), cancellation)).Where(m => m.Metadata.OwnerReferences?.Any(o => o.Uid == campaign.Metadata.Uid) is true)];

    /// <summary>The baseline stands here, and at last in the status: so much less is left for histograms.</summary>
    private void Reserve(string? baseline) => _bytes += 2 * (baseline?.Length ?? 0);

    private void Add(Dictionary<string, string> data, int number, RoundRecord record, EndedRound? round)
    {
        // The number keeps the order of time.
        var name = string.Create(CultureInfo.InvariantCulture, $"{number:000}-{record.Id}");
        var kept = JsonSerializer.Serialize(record, ModelJson.Compact);
        data[name + RoundSuffix] = kept;
        _bytes += kept.Length;
        if (round?.Plan.Id != record.Id.ToString()) return;
        var log = new StringWriter(CultureInfo.InvariantCulture);
        HistogramLog.Write(log, round.Result.StartedAt + round.Plan.WarmUp, TimeSpan.FromSeconds(round.Result.Measurement.MeasuredSeconds), [("response", round.Result.ResponseTime), ("service", round.Result.ServiceTime)]);
        var text = log.ToString();
        // The rounds to come must find room, whatever becomes of their histograms.
        var toCome = Math.Max(0, 2 * (campaign.Spec.Rounds.MaxCount ?? campaign.Spec.Rounds.Count) - number - 1);
        if (_bytes + text.Length + toCome * kept.Length > Budget) return;
        _bytes += text.Length;
        data[name + ".hlog"] = text;
    }

    private Task WriteAsync(string name, Dictionary<string, string> data, CancellationToken cancellation) =>
        InsistAsync(() => store.ApplyAsync(new V1ConfigMap { Metadata = Names.Child(campaign, name), Data = data }, cancellation), cancellation);

    private async Task InsistAsync(Func<Task> write, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or ApiException { IsTransient: true })
            {
                Log.CannotKeep(logger, campaign.Metadata.NamespaceProperty, campaign.Metadata.Name, exception.Message);
                await Task.Delay(RetryPeriod, clock, cancellation);
            }
        }
    }
}
