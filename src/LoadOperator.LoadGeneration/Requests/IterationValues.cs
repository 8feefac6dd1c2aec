namespace LoadOperator.LoadGeneration.Requests;

/// <summary>The values of the variables of one run of a scenario; used again for the next.</summary>
internal sealed class IterationValues(int count)
{
    private readonly (int Start, int Length)[] _values = new (int, int)[count];
    private readonly ReusedBuffer _bytes = new();

    /// <summary>Forgets the values of the run before.</summary>
    public void Clear() => _bytes.Clear();

    public void Set(int place, ReadOnlySpan<byte> value)
    {
        _values[place] = (_bytes.Length, value.Length);
        _bytes.Append(value);
    }

    /// <summary>The value at a place that has been set in this run: plans that use it before are refused.</summary>
    public ReadOnlySpan<byte> this[int place] => _bytes.Written.Span.Slice(_values[place].Start, _values[place].Length);
}
