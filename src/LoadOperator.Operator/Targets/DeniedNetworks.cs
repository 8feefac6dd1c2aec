using System.Net;
using System.Net.Sockets;

namespace LoadOperator.Operator.Targets;

/// <summary>Addresses that no campaign may load, however they are written: those of the node itself, of a cloud's metadata, of the API server.</summary>
internal sealed class DeniedNetworks(IEnumerable<IPNetwork> networks)
{
    /// <summary>IPv4 addresses inside IPv6 ones: translated (RFC 6052) and the long deprecated compatible ones (RFC 4291).</summary>
    private static readonly IPNetwork[] Embedding = [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("::/96")];

    private readonly IReadOnlyList<IPNetwork> _networks = [.. networks];

    /// <summary>Loopback, unspecified, link-local and multicast addresses (RFC 6890), and those at which clouds serve metadata.</summary>
    public static IReadOnlyList<IPNetwork> Default { get; } =
    [
        .. new[]
        {
            "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
            "::/128", "::1/128", "fe80::/10", "ff00::/8", "2002::/16",
            // Metadata outside the link-local range: Alibaba, Azure, Oracle, AWS by IPv6.
            "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::254/128",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The network that forbids an address; null where none does.</summary>
    public IPNetwork? Denying(IPAddress address)
    {
        var plain = Plain(address);
        foreach (var network in _networks)
            if (network.Contains(plain) || network.Contains(address)) return network;
        return null;
    }

    /// <summary>The IPv4 address that an IPv6 one stands for, where it does.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback) || address.Equals(IPAddress.IPv6Any)) return address;
        return Embedding.Any(network => network.Contains(address)) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }
}
