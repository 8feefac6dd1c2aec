using System.Globalization;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>How many local ports the system gives out for connections; each may be used once for each address that is connected to.</summary>
internal static class LocalPorts
{
    /// <summary>Below what the self-check allows by default: from half of them on, the kernel searches for a free one for milliseconds.</summary>
    private const double Share = 0.45;

    /// <summary>How many connections to a target arrivals may take. A target that answers nothing would have as many opened as there are ports, and the generator would look unfit: the others wait, which is the target's doing as well.</summary>
    /// <param name="ports">As <see cref="Count"/>.</param>
    /// <param name="most">How many there may be.</param>
    public static int RoomFor(int endpoints, int? ports, int most) => ports is { } all ? (int)Math.Min(most, Math.Max(1, Share * all) * endpoints) : most;

    /// <summary>Null where the system does not say.</summary>
    public static int? Count { get; } = Read("/proc/sys/net/ipv4/ip_local_port_range");

    /// <param name="file">Holds the first port and the last.</param>
    internal static int? Read(string file) =>
        File.Exists(file) && File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var last]
            && int.TryParse(first, CultureInfo.InvariantCulture, out var from) && int.TryParse(last, CultureInfo.InvariantCulture, out var to) && to >= from
            ? to - from + 1
            : null;
}
