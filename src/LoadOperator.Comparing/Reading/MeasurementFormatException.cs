namespace LoadOperator.Comparing.Reading;

/// <summary>A file that cannot be read as measurements. The message names the file, the line where there is one, and what is wrong.</summary>
public sealed class MeasurementFormatException : FormatException
{
    public MeasurementFormatException(string source, int line, string problem) : base($"{source}:{line}: {problem}")
    {
    }

    public MeasurementFormatException(string source, string problem) : base($"{source}: {problem}")
    {
    }
}
