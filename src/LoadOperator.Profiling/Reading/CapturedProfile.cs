using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>Makes a profile of what was captured.</summary>
public static class CapturedProfile
{
    /// <summary>Reads the trace, with what is known of it beside; or the counters, where there is none.</summary>
    /// <param name="requests">Those that the process served in the window.</param>
    /// <param name="window">The part that counts.</param>
    /// <exception cref="ProfileFormatException">Nothing of the trace can be read.</exception>
    public static Profile Read(this CaptureOutcome outcome, double? requests, TimeWindow window)
    {
        var note = ProfileNote.Of(outcome, requests, window);
        if (outcome.File is not { } trace) return note.ToProfile();
        note.WriteBeside(trace);
        return ProfileReader.Read(trace);
    }
}
