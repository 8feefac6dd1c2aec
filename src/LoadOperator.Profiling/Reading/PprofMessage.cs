using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Reading;

/// <summary>The parts of a profile message that say what a stack is and what it cost. Everything read before an error stays.</summary>
internal sealed class PprofMessage
{
    private const int MostEntries = 1_000_000;
    private const int MostSampleBytes = 8 * 1024 * 1024;

    private readonly List<string> _texts = [];
    private readonly Dictionary<ulong, ulong> _functionNames = [];
    private readonly Dictionary<ulong, List<ulong>> _locations = [];

    public List<(ulong Type, ulong Unit)> ValueTypes { get; } = [];

    public List<Sample> Samples { get; } = [];

    public long TimeNanos { get; private set; }

    public long DurationNanos { get; private set; }

    /// <exception cref="InvalidDataException">It ends in the middle, or is no message.</exception>
    public void Read(ReadOnlySpan<byte> content)
    {
        var reader = new ProtoReader(content);
        var (entries, sampleBytes) = (0, 0);
        while (reader.Next())
        {
            // An entry of two bytes takes a hundred of memory.
            if (++entries > MostEntries) throw new InvalidDataException($"it has more than {MostEntries:N0} entries");
            if (reader.Field == 2 && (sampleBytes += reader.Bytes.Length) > MostSampleBytes) throw new InvalidDataException($"its samples have more than {MostSampleBytes:N0} bytes");
            switch (reader.Field)
            {
                case 1: ValueTypes.Add(Two(reader.Bytes)); break;
                case 2: Samples.Add(SampleOf(reader.Bytes)); break;
                case 4: AddLocation(reader.Bytes); break;
                case 5: AddFunction(reader.Bytes); break;
                case 6: _texts.Add(reader.Text); break;
                case 9: TimeNanos = (long)reader.Number; break;
                case 10: DurationNanos = (long)reader.Number; break;
                default: break;
            }
        }
    }

    public string TextAt(ulong index) => index < (ulong)_texts.Count ? _texts[(int)index] : "";

    /// <summary>From the root to the leaf. A location stands for several functions where calls were inlined.</summary>
    public IEnumerable<string> FunctionsOf(Sample sample)
    {
        for (var i = sample.Locations.Count - 1; i >= 0; i--)
        {
            if (!_locations.TryGetValue(sample.Locations[i], out var functions) || functions.Count == 0)
            {
                yield return FrameworkCode.NoName;
                continue;
            }

            for (var j = functions.Count - 1; j >= 0; j--)
                yield return _functionNames.TryGetValue(functions[j], out var name) && TextAt(name) is { Length: > 0 } text ? text : FrameworkCode.NoName;
        }
    }

    private static (ulong First, ulong Second) Two(ReadOnlySpan<byte> bytes)
    {
        (ulong First, ulong Second) two = default;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) two.First = reader.Number;
            if (reader.Field == 2) two.Second = reader.Number;
        }

        return two;
    }

    private static Sample SampleOf(ReadOnlySpan<byte> bytes)
    {
        var sample = new Sample([], []);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) reader.AddNumbersTo(sample.Locations);
            if (reader.Field == 2) reader.AddNumbersTo(sample.Values);
        }

        return sample;
    }

    private void AddLocation(ReadOnlySpan<byte> bytes)
    {
        ulong id = 0;
        List<ulong> functions = [];
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) id = reader.Number;
            if (reader.Field == 4) functions.Add(Two(reader.Bytes).First);
        }

        _locations[id] = functions;
    }

    private void AddFunction(ReadOnlySpan<byte> bytes)
    {
        var (id, name) = Two(bytes);
        _functionNames[id] = name;
    }

    /// <summary>A stack, from the leaf to the root, and a value of each type.</summary>
    public sealed record Sample(List<ulong> Locations, List<ulong> Values);
}
