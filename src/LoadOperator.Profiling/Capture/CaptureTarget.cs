using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace LoadOperator.Profiling.Capture;

/// <summary>A .NET process, by its number or by the socket of its diagnostic port.</summary>
public abstract record CaptureTarget
{
    /// <summary>A process of this machine, and of this user.</summary>
    public sealed record Process(int Id) : CaptureTarget
    {
        public override string ToString() => $"process {Id}";
    }

    /// <summary>A Unix socket at which a runtime listens: <c>dotnet-diagnostic-PID-…-socket</c> in the temporary folder of its process, wherever that is mounted.</summary>
    public sealed record Socket(string Path) : CaptureTarget
    {
        public override string ToString() => Path;
    }

    /// <summary>A Unix socket that a runtime was told to connect to (<c>DOTNET_DiagnosticPorts</c>). It is made here, and goes with the trace.</summary>
    public sealed record Port(string Path) : CaptureTarget
    {
        public override string ToString() => $"what connects to {Path}";
    }

    /// <summary>Whether this process is in the target's pod, which has a network of its own.</summary>
    public bool IsInThisPod { get; init; }

    /// <summary>A number is a process, anything else the path of a socket.</summary>
    public static CaptureTarget Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new Process(id) : new Socket(text);

    /// <exception cref="CaptureException">There is nothing that could answer.</exception>
    internal async Task<DiagnosticConnection> ConnectAsync(CancellationToken cancellation)
    {
        switch (this)
        {
            case Process process:
                if (!ProcessFigures.Exists(process.Id)) throw new CaptureException($"there is no process {process.Id}");
                return DiagnosticSocket.Of(process.Id) is { } found ? await DiagnosticConnection.ToAsync(found, cancellation).ConfigureAwait(false) : new DiagnosticConnection(new DiagnosticsClient(process.Id), null);
            case Socket socket:
                if (!File.Exists(socket.Path)) throw new CaptureException($"there is no socket {socket.Path}: that of a .NET process is called dotnet-diagnostic-PID-…-socket and lies in its temporary folder (TMPDIR)");
                return await DiagnosticConnection.ToAsync(socket.Path, cancellation).ConfigureAwait(false);
            case Port port:
                return await DiagnosticConnection.FromAsync(port.Path, cancellation).ConfigureAwait(false);
            default:
                throw new InvalidOperationException($"no way to reach {this}");
        }
    }

    /// <summary>What the kernel has counted of it until now, as far as that is seen from here.</summary>
    internal IReadOnlyDictionary<string, double> Figures()
    {
        IEnumerable<KeyValuePair<string, double>> figures = this is Process { Id: var id }
            ? [.. ProcessFigures.Of(id), .. CpuLimit.Of(id), .. IsInThisPod ? NetworkFigures.OfOurs() : NetworkFigures.OfAnother(id)]
            : IsInThisPod ? NetworkFigures.OfOurs() : [];
        return figures.ToDictionary();
    }
}
