namespace LoadOperator.Profiling.Capture;

/// <summary>
/// Finds the diagnostic port of a process where that process sees it: in its own temporary folder, below its own root, by the number that it
/// has for itself. So a process of another container is reached too, where the two share their processes.
/// </summary>
internal static class DiagnosticSocket
{
    /// <summary>What the runtime calls its port, with the number of its process and the time of its start.</summary>
    public const string Pattern = "dotnet-diagnostic-*-socket";

    private const string TemporaryFolder = "TMPDIR=";
    private const string NumberInside = "NSpid:";

    /// <summary>sockaddr_un has room for no longer path, with its end.</summary>
    private const int LongestPath = 107;

    /// <summary>The path of the socket; null where there is none, it cannot be seen, or its path is too long to be used.</summary>
    public static string? Of(int id)
    {
        try
        {
            var inside = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith(NumberInside, StringComparison.Ordinal))?.Split('\t', StringSplitOptions.RemoveEmptyEntries)[^1];
            return Directory.EnumerateFiles(FolderOf(id), $"dotnet-diagnostic-{inside ?? $"{id}"}-*-socket").Where(path => path.Length <= LongestPath)
                // One that a process of the same number has left, in a folder that outlives it, is older.
                .MaxBy(File.GetLastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The temporary folder of a process, as this one reaches it.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    private static string FolderOf(int id) => $"/proc/{id}/root{FolderInside(id)}";

    /// <summary>The temporary folder of a process, as it calls it itself.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static string FolderInside(int id) =>
        File.ReadAllText($"/proc/{id}/environ").Split('\0').FirstOrDefault(s => s.StartsWith(TemporaryFolder, StringComparison.Ordinal))?[TemporaryFolder.Length..].TrimEnd('/') is { Length: > 0 } given ? given : "/tmp";
}
