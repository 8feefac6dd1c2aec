using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LoadOperator.Profiling.Capture;

/// <summary>A socket of TCP at which somebody listens, as the kernel lists it: proc(5), /proc/net/tcp and tcp6.</summary>
/// <param name="Link">What a process that holds it has among its files.</param>
internal sealed record ListeningSocket(IPAddress Address, int Port, string Link)
{
    private const string Listening = "0A";

    /// <summary>All of this network.</summary>
    public static IReadOnlyList<ListeningSocket> All() =>
        [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines).Select(Parse).OfType<ListeningSocket>()];

    /// <summary>Those that are given what is sent to an address: a socket of that very address before one of all addresses, and one of all IPv4 addresses before one of IPv6 that takes both.</summary>
    public static IReadOnlyList<ListeningSocket> Serving(IReadOnlyList<ListeningSocket> all, IPAddress address, int port)
    {
        IPAddress[] ranks = Plain(address) is { AddressFamily: AddressFamily.InterNetwork } v4 ? [v4, IPAddress.Any, IPAddress.IPv6Any] : [Plain(address), IPAddress.IPv6Any];
        return ranks.Select(rank => all.Where(s => s.Port == port && s.Address.Equals(rank)).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    /// <summary>Null for another line, and for a socket at which nobody listens.</summary>
    internal static ListeningSocket? Parse(string line)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var local, _, Listening, _, _, _, _, _, var inode, ..] || local.Split(':') is not [{ Length: 8 or 32 } words, var port]) return null;
        // Each word of 32 bits is printed as a number of this machine.
        byte[] bytes = [.. words.Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        return new ListeningSocket(Plain(new IPAddress(bytes)), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture), $"socket:[{inode}]");
    }

    /// <summary>An address of IPv4 may be written as one of IPv6; and an interface is no part of it here.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}
