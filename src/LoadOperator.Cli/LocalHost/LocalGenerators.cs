using LoadOperator.AgentClient;
using LoadOperator.AgentClient.Credentials;
using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.Cli.LocalHost;

/// <summary>The generators of a campaign on this machine: pinned, their heaps capped, with credentials made for this campaign alone.</summary>
internal sealed class LocalGenerators : IAsyncDisposable
{
    private readonly LoadCampaignSpec _spec;
    private readonly TimeProvider _clock;
    private readonly CampaignCredentials _credentials;
    private readonly DirectoryInfo _tls;
    private readonly DirectoryInfo? _data;
    private readonly IReadOnlyList<CpuAssignment> _assignments;
    private readonly GeneratorProcess?[] _processes;

    public LocalGenerators(LoadCampaignSpec spec, LocalWorkloadData data, TimeSpan lifetime, TimeProvider clock)
    {
        _spec = spec;
        _clock = clock;
        var allowed = CpuAffinity.Allowed();
        _assignments = CpuAssignment.Plan(allowed, spec.Generator.Replicas, spec.Generator.Resources.Limits.Cpu.ToDecimal());
        CpuAffinity.KeepThisProcessTo([.. allowed.Except(_assignments.SelectMany(a => a.Cpus))]);
        _credentials = CampaignCredentials.Create(clock.GetUtcNow(), lifetime + TimeSpan.FromHours(1));
        // Readable by this user alone.
        _tls = Directory.CreateTempSubdirectory("loadctl-");
        _credentials.WriteTo(_tls);
        _data = data.WriteTo(_tls);
        _processes = new GeneratorProcess?[spec.Generator.Replicas];
    }

    public GeneratorFleet Fleet => new([.. _processes.Select(p => p!.Client)], _clock);

    /// <summary>Starts the generators that are not there, or do not answer, and asks all what they are.</summary>
    /// <exception cref="GeneratorLostException">One did not start, or cannot do what the campaign needs.</exception>
    public async Task<IReadOnlyList<GeneratorFacts>> StartAsync(CancellationToken cancellation)
    {
        var facts = new List<GeneratorFacts>();
        for (var i = 0; i < _processes.Length; i++)
        {
            var info = await AskAsync(_processes[i], cancellation).ConfigureAwait(false);
            if (info is null)
            {
                if (_processes[i] is { } lost) await lost.DisposeAsync().ConfigureAwait(false);
                _processes[i] = null;
                _processes[i] = await GeneratorProcess.StartAsync(_assignments[i].Cpus, _spec.Generator.Resources.Limits.Memory.ToDecimal(), _tls, _data, _credentials, cancellation).ConfigureAwait(false);
                info = await _processes[i]!.Client.GetInfoAsync(cancellation).ConfigureAwait(false);
            }

            facts.Add(FactsOf(i, info, _assignments[i], _spec));
        }

        return facts;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_processes.OfType<GeneratorProcess>().Select(p => p.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
        finally
        {
            _credentials.Dispose();
            _tls.Delete(recursive: true);
        }
    }

    /// <exception cref="GeneratorLostException">It cannot do what the campaign needs.</exception>
    internal static GeneratorFacts FactsOf(int number, GeneratorInfo info, CpuAssignment assignment, LoadCampaignSpec spec) =>
        GeneratorFeatures.Refuse(info, spec) is { } refusal
            ? throw new GeneratorLostException($"generator {number} {refusal}")
            : new GeneratorFacts(info, [.. assignment.NotEnforced, $"memory: the heap is capped at {GeneratorRuntime.HeapBytes(spec.Generator.Resources.Limits.Memory.ToDecimal()) / 1024 / 1024} MiB, the process as a whole is not"]);

    private static async Task<GeneratorInfo?> AskAsync(GeneratorProcess? process, CancellationToken cancellation)
    {
        if (process is null || process.HasExited) return null;
        try
        {
            return await process.Client.GetInfoAsync(cancellation).ConfigureAwait(false);
        }
        catch (GeneratorLostException)
        {
            return null;
        }
    }
}
