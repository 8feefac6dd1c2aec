using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Hosting.Profiles;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Operator.Artifacts;

/// <summary>The profiles of a campaign as they were taken, on their way to its claim. Traces pass through, and are not looked into.</summary>
internal static class RawProfiles
{
    private const string Json = "application/json";
    private const string Binary = "application/octet-stream";
    private const string Trace = ".nettrace";

    /// <summary>Not the same ending: a folder of profiles of CPU has none of allocations.</summary>
    private const string Allocations = ".allocs.pprof.gz";

    /// <summary>Keeps a trace that a profiler has written.</summary>
    /// <param name="id">By which the profiler knows it.</param>
    public static async Task KeepAsync(this ClaimStore store, CampaignStep.Profile step, ProfilerClient profiler, string id, CancellationToken cancellation)
    {
        foreach (var (part, name, type) in new[] { (ProfilerContract.Trace, NameOf(step) + Trace, Binary), (ProfilerContract.Note, NameOf(step) + Trace + ProfileNote.Extension, Json) })
        {
            try
            {
                if (store.IsOpen) await profiler.ReadAsync(id, part, (content, limited) => store.KeepAsync(FileOf(step, name, type), content, limited), cancellation);
            }
            catch (CaptureException exception)
            {
                store.Fail($"{name}: {exception.Message}");
            }
        }
    }

    /// <summary>Keeps what a service has answered.</summary>
    public static async Task KeepAsync(this ClaimStore store, CampaignStep.Profile step, PprofAnswer answer, Profile profile, CancellationToken cancellation)
    {
        var note = new ProfileNote { Requests = profile.Requests, Seconds = profile.Seconds, Partial = profile.Partial };
        foreach (var (name, type, bytes) in new[] { (NameOf(step) + PprofAnswer.Extension, Binary, answer.Cpu), (NameOf(step) + PprofAnswer.Extension + ProfileNote.Extension, Json, note.ToBytes()), (NameOf(step) + Allocations, Binary, answer.Allocations) })
            await store.KeepAsync(FileOf(step, name, type), new MemoryStream(bytes), cancellation);
    }

    /// <summary>What is taken anew takes the place of what an operator that was killed has left.</summary>
    private static string NameOf(CampaignStep.Profile step) => (step with { Anew = null }).Id;

    private static ArtifactStatus FileOf(CampaignStep.Profile step, string name, string type) => new() { Name = name, Side = step.Side, MediaType = type, Size = 0 };
}
