using System.Globalization;

namespace LoadOperator.LoadGeneration.Sockets;

/// <summary>How many local ports the system gives out for connections; each may be used once for each address that is connected to.</summary>
internal static class LocalPorts
{
    /// <summary>Null where the system does not say.</summary>
    public static int? Count { get; } = Read("/proc/sys/net/ipv4/ip_local_port_range");

    /// <param name="file">Holds the first port and the last.</param>
    internal static int? Read(string file) =>
        File.Exists(file) && File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var last]
            && int.TryParse(first, CultureInfo.InvariantCulture, out var from) && int.TryParse(last, CultureInfo.InvariantCulture, out var to) && to >= from
            ? to - from + 1
            : null;
}
