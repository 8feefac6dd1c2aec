using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace LoadOperator.Profiling.Capture;

/// <summary>What is looked at: a process, by its number or by the socket of its diagnostic port, or several.</summary>
public abstract record CaptureTarget
{
    /// <summary>A process of this machine, and of this user.</summary>
    public sealed record Process(int Id) : CaptureTarget
    {
        public override string ToString() => $"process {Id}";
    }

    /// <summary>Processes that serve a port together, such as one and its workers. There are counters of them, and no trace.</summary>
    public sealed record Processes(IReadOnlyList<int> Ids) : CaptureTarget
    {
        public override string ToString() => $"process {string.Join(", ", Ids)}";
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

    /// <summary>The numbers of its processes, as far as they are known.</summary>
    internal IReadOnlyList<int> KnownIds => this switch { Process one => [one.Id], Processes several => several.Ids, _ => [] };

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
    internal IReadOnlyDictionary<string, double> Figures() => Figures(new CountSums());

    /// <summary>The same again and again: of threads and processes that a look misses, or that end after one, nothing is lost and nothing is counted twice.</summary>
    internal Func<IReadOnlyDictionary<string, double>> Looks()
    {
        var sums = new CountSums();
        return () => Figures(sums);
    }

    private Dictionary<string, double> Figures(CountSums sums)
    {
        var ids = KnownIds;
        return new Dictionary<string, double>(
        [
            .. sums.After([.. ids.SelectMany(ProcessFigures.Of)]),
            // What serves one port is in one group, and in one network.
            .. ids.Take(1).SelectMany(CpuLimit.Of),
            .. IsInThisPod ? NetworkFigures.OfOurs() : ids.Take(1).SelectMany(NetworkFigures.OfAnother),
        ]);
    }
}
