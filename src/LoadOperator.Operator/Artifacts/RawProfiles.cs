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
    public static async Task KeepAsync(this ClaimStore store, CampaignStep.Profile step, ProfilerClient profiler, CancellationToken cancellation)
    {
        foreach (var (part, name, type) in new[] { (ProfilerContract.Trace, step.Id + Trace, Binary), (ProfilerContract.Note, step.Id + Trace + ProfileNote.Extension, Json) })
        {
            try
            {
                if (store.IsOpen) await profiler.ReadAsync(step.Id, part, (content, limited) => store.KeepAsync(FileOf(step, name, type), content, limited), cancellation);
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
        foreach (var (name, type, bytes) in new[] { (step.Id + PprofAnswer.Extension, Binary, answer.Cpu), (step.Id + PprofAnswer.Extension + ProfileNote.Extension, Json, note.ToBytes()), (step.Id + Allocations, Binary, answer.Allocations) })
            await store.KeepAsync(FileOf(step, name, type), new MemoryStream(bytes), cancellation);
    }

    private static ArtifactStatus FileOf(CampaignStep.Profile step, string name, string type) => new() { Name = name, Side = step.Side, MediaType = type, Size = 0 };
}
