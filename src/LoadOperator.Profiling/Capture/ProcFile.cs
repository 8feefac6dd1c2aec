using System.Globalization;

namespace LoadOperator.Profiling.Capture;

/// <summary>Files of the kernel, any of which may be gone, or another user's.</summary>
internal static class ProcFile
{
    /// <summary>The text of a file; null where it cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number of a line that begins with a name and a separator; null where there is none.</summary>
    public static double? Field(string text, string name, char separator)
    {
        foreach (var line in text.Split('\n'))
        {
            // What follows the number is its unit.
            if (line.Split(separator, 2) is [var found, var rest] && found == name)
                return double.TryParse(rest.Trim().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return null;
    }
}
