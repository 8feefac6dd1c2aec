namespace LoadOperator.Profiling.Capture;

/// <summary>Finds the diagnostic port of a process that cannot be seen, by the folder that it is in.</summary>
public static class AnsweringSocket
{
    /// <summary>The port at which a runtime listens.</summary>
    /// <exception cref="CaptureException">There is none, or there are several.</exception>
    public static string Of(string folder)
    {
        try
        {
            // One that a process has left behind takes no connection.
            List<string> found = [.. Directory.EnumerateFiles(folder, DiagnosticSocket.Pattern).Where(DiagnosticConnection.Answers)];
            return found switch
            {
                [var only] => only,
                [] => throw new CaptureException($"no process has its diagnostic port in {folder}: the target is not .NET, has only just started, or has another temporary folder (TMPDIR)"),
                _ => throw new CaptureException($"several processes have their diagnostic ports in {folder}: {string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))}; give the one that is to be profiled a port of its own, DOTNET_DiagnosticPorts=PATH,nosuspend"),
            };
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CaptureException($"a diagnostic port in {folder} belongs to another user: run as that user", exception);
        }
        catch (IOException exception)
        {
            throw new CaptureException($"{folder} cannot be read: {exception.Message}", exception);
        }
    }
}
