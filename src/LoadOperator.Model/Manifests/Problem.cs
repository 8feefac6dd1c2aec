namespace LoadOperator.Model.Manifests;

public enum ProblemLevel
{
    /// <summary>The manifest cannot be used.</summary>
    Error,

    /// <summary>The manifest can be used, but will disappoint.</summary>
    Warning,
}

/// <summary>A place in a file, counted from 1.</summary>
public readonly record struct Position(long Line, long Column);

/// <summary>Something wrong in a manifest: where, what stands there, and what is allowed.</summary>
/// <param name="Path">The field, such as <c>spec.load.inject.rate</c>.</param>
/// <param name="Value">What stands there, or null where nothing does.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public sealed record Problem(ProblemLevel Level, Position Position, string Path, string? Value, string Message)
{
    private const int LongestValue = 60;

    /// <summary>The problem as a compiler would print it.</summary>
    public string Format(string file)
    {
        var level = Level == ProblemLevel.Error ? "error" : "warning";
        var subject = (Path, Value) switch
        {
            ("", null) => "",
            (_, null) => Path + ": ",
            ("", _) => Quote(Value) + ": ",
            _ => $"{Path}: {Quote(Value)}: ",
        };
        return $"{file}:{Position.Line}:{Position.Column}: {level}: {subject}{Message}";
    }

    private static string Quote(string value)
    {
        var line = value.ReplaceLineEndings("\\n");
        return "'" + (line.Length <= LongestValue ? line : line[..LongestValue] + "…") + "'";
    }
}
