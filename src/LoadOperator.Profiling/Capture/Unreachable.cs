namespace LoadOperator.Profiling.Capture;

/// <summary>Why a process has no diagnostic port that answers, as far as can be seen from outside.</summary>
internal static class Unreachable
{
    /// <param name="patience">How long an answer was waited for.</param>
    public static string Explain(CaptureTarget target, TimeSpan patience) => target is CaptureTarget.Port port
        ? $"no runtime has connected to {port.Path} within {patience.TotalSeconds:0} s: the target is not .NET, or its DOTNET_DiagnosticPorts does not say {port.Path},nosuspend"
        : $"{target} did not answer within {patience.TotalSeconds:0} s: it is stopped, or something other than a .NET runtime listens there";

    public static string Explain(CaptureTarget target)
    {
        if (target is not CaptureTarget.Process { Id: var id }) return $"nothing answers at {target}: the target has ended, or does not listen there";
        if (!ProcessFigures.Exists(id)) return $"there is no process {id}";
        try
        {
            var settings = File.ReadAllText($"/proc/{id}/environ").Split('\0');
            if (settings.FirstOrDefault(s => s is "DOTNET_EnableDiagnostics=0" or "COMPlus_EnableDiagnostics=0" or "DOTNET_EnableDiagnostics_IPC=0") is { } setting)
                return $"process {id} was started with {setting}, which forbids traces: start it without";
            return $"process {id} has no diagnostic port in {DiagnosticSocket.FolderInside(id)}, its temporary folder: it is not .NET, has only just started, or cannot write there";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"process {id} belongs to another user: run as that user, or as root";
        }
    }
}
