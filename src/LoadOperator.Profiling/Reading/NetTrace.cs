using LoadOperator.Profiling.Stacks;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;

namespace LoadOperator.Profiling.Reading;

/// <summary>Reads a trace of EventPipe.</summary>
internal static class NetTrace
{
    /// <summary>What a file of this kind begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "Nettrace"u8;

    /// <param name="window">The part of it that counts.</param>
    /// <exception cref="ProfileFormatException">There is nothing in it that can be read.</exception>
    public static Profile Read(string file, TimeWindow window)
    {
        var index = Path.Join(Path.GetTempPath(), $"loadctl-{Guid.NewGuid():N}.etlx");
        try
        {
            var options = new TraceLogOptions { ContinueOnError = true, ConversionLog = TextWriter.Null };
            using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(file, index, options));
            var events = new NetTraceEvents(log, window);
            using var source = log.Events.GetSource();
            events.Listen(source, new SampleProfilerTraceEventParser(source));
            source.Process();
            return events.ToProfile(IsCutOff(file) ? "the trace ends in the middle" : null);
        }
        // The parser meets a hostile file with whatever its own code throws.
        catch (Exception exception) when (exception is not (OutOfMemoryException or ProfileFormatException))
        {
            throw new ProfileFormatException($"{file}: not a trace that can be read: {exception.Message}", exception);
        }
        finally
        {
            File.Delete(index);
        }
    }

    /// <summary>A whole trace ends with the tag of the null reference (format 4), or with an end-of-stream block of length 0 (format 6).</summary>
    private static bool IsCutOff(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length < 8) return true;
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() != 1;
    }
}
