using LoadOperator.Profiling.Stacks;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace LoadOperator.Profiling.Reading;

/// <summary>The stacks of a trace with names that can be read. Every stack is worked out once.</summary>
internal sealed class NetTraceStacks
{
    private readonly Dictionary<CallStackIndex, ReadStack> _stacks = [];
    private readonly Dictionary<CodeAddressIndex, (Frame Frame, string Raw)> _frames = [];

    private long _named;
    private long _nameless;

    /// <summary>The share of the frames whose method nothing names.</summary>
    public double ShareWithoutName => _named + _nameless == 0 ? 0 : (double)_nameless / (_named + _nameless);

    public ReadStack Of(TraceCallStack? leaf)
    {
        if (leaf is null) return ReadStack.Empty;
        if (_stacks.TryGetValue(leaf.CallStackIndex, out var known)) return known;
        var frames = new List<Frame>();
        var rawNames = new List<string>();
        for (var frame = leaf; frame is not null; frame = frame.Caller)
        {
            var (readable, raw) = Of(frame.CodeAddress);
            frames.Add(readable);
            rawNames.Add(raw);
        }

        frames.Reverse();
        return _stacks[leaf.CallStackIndex] = rawNames.Any(IsOfTheTrace) ? ReadStack.Empty : new ReadStack(frames, Waiting.KindOf(rawNames, isOutside: true), Waiting.KindOf(rawNames, isOutside: false));
    }

    /// <summary>What the runtime does in order to be traced is not the application's cost.</summary>
    private static bool IsOfTheTrace(string rawName) => rawName.StartsWith("System.Diagnostics.Tracing.EventPipe", StringComparison.Ordinal);

    private (Frame Frame, string Raw) Of(TraceCodeAddress address)
    {
        if (_frames.TryGetValue(address.CodeAddressIndex, out var known)) return known;
        var raw = address.FullMethodName;
        if (string.IsNullOrEmpty(raw))
        {
            _nameless++;
            return _frames[address.CodeAddressIndex] = (new Frame(FrameworkCode.NoName, IsFramework: true), "");
        }

        _named++;
        var name = MethodNames.Readable(raw);
        return _frames[address.CodeAddressIndex] = (new Frame(name, FrameworkCode.IsDotNet(address.ModuleName, name)), raw);
    }
}

/// <summary>A stack, and what a thread does that has it.</summary>
/// <param name="Frames">From the root to the leaf; empty where it is nobody's.</param>
/// <param name="Outside">What it does where it is outside of managed code.</param>
/// <param name="Inside">What it does elsewhere.</param>
internal sealed record ReadStack(IReadOnlyList<Frame> Frames, CostKind Outside, CostKind Inside)
{
    public static ReadStack Empty { get; } = new([], CostKind.Idle, CostKind.Idle);
}
