using System.Text.Json;
using LoadOperator.Model;
using LoadOperator.Model.Status;

namespace LoadOperator.Cli.Tests;

/// <summary>A small campaign in a folder of its own. Its self-check is lenient: these tests share two CPUs with everything else.</summary>
internal sealed class LocalCampaign : IDisposable
{
    /// <summary>How long targets take to answer: long enough to outweigh the noise of a machine that does other things, so that the warm-up is soon steady.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadctl-test-");

    public LocalCampaign(string candidateUrl, string controlUrl, string load = "{warmUp: 50ms, inject: {rate: 400, during: 600ms}}", string more = "", int pairs = 3, string workload = "{http: {path: /, timeout: 300ms} }")
    {
        File.WriteAllText(Manifest, $$"""
            apiVersion: loadoperator.dev/v1alpha1
            kind: LoadCampaign
            metadata: {name: test}
            spec:
              candidate: {url: '{{candidateUrl}}'}
              comparison: {control: {url: '{{controlUrl}}'} }
              workload: {{workload}}
              load: {{load}}
              rounds: {count: {{pairs}}, maxDiscarded: 2, seed: 1}
              generator: {selfCheck: {minAchievedPercent: 50, maxLatePercent: 100, maxSendLag: 5s, maxGcPausePercent: 100, maxThrottled: 1h, maxStealPercent: 100, maxMemoryPercent: 100, maxMemoryStallPercent: 100} }
              analysis: {metrics: [{name: latency.p50}]}
              {{more}}
            """.Replace("} }", "}}", StringComparison.Ordinal));
    }

    public string Manifest => Path.Join(_folder.FullName, "campaign.yaml");

    public string Results => Path.Join(_folder.FullName, "results");

    public LoadCampaignStatus Status => JsonSerializer.Deserialize<LoadCampaign>(File.ReadAllText(Path.Join(Results, "result.json")), ModelJson.Compact)!.Status!;

    /// <summary>Puts a file beside the manifest.</summary>
    public void Add(string name, string text) => File.WriteAllText(Path.Join(_folder.FullName, name), text);

    public LoadctlProcess Start() => LoadctlProcess.Start("run", "-f", Manifest, "--out", Results);

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params (string Name, string Value)[] environment) => LoadctlProcess.RunAsync([.. environment.Select(e => $"{e.Name}={e.Value}")], ["run", "-f", Manifest, "--out", Results]);

    public void Dispose() => _folder.Delete(recursive: true);
}
