using System.Net;
using LoadOperator.Profiling.Capture;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class ListeningSocketTests
{
    [Theory]
    [InlineData("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0", "127.0.0.1")]
    [InlineData("  12: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0", "0.0.0.0")]
    [InlineData("   1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0", "::1")]
    [InlineData("   1: 000080FE00000000FF5C4D02FEABB2C8:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0", "fe80::24d:5cff:c8b2:abfe")]
    [InlineData("   1: 0000000000000000FFFF00000200007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0", "127.0.0.2")]
    public void Parse_Listening_IsItsAddressPortAndLink(string line, string address)
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "the lines are those of a machine that has the lowest byte first");

        Assert.Equal(new ListeningSocket(IPAddress.Parse(address), 8080, "socket:[4711]"), ListeningSocket.Parse(line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode")]
    [InlineData("   0: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 20 4 30 10 -1")]
    [InlineData("   0: 0100:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1")]
    [InlineData("   0: 0100007F:1F90 00000000:0000 0A")]
    public void Parse_SomethingElse_IsNone(string line) => Assert.Null(ListeningSocket.Parse(line));

    [Theory]
    // The very address, and no other of this machine.
    [InlineData("127.0.0.2", "127.0.0.2", "127.0.0.1 127.0.0.2")]
    [InlineData("127.0.0.3", "", "127.0.0.1 127.0.0.2")]
    [InlineData("::1", "::1", "127.0.0.1 ::1")]
    [InlineData("127.0.0.1", "", "::1")]
    // All addresses, where there is none of its own.
    [InlineData("127.0.0.2", "0.0.0.0", "127.0.0.1 0.0.0.0")]
    [InlineData("127.0.0.1", "127.0.0.1", "0.0.0.0 127.0.0.1 ::")]
    [InlineData("::1", "::", "0.0.0.0 ::")]
    [InlineData("::1", "", "0.0.0.0")]
    // A socket of IPv6 takes IPv4 as well; where one of IPv4 is there, it takes it.
    [InlineData("127.0.0.1", "::", "::")]
    [InlineData("127.0.0.1", "0.0.0.0", ":: 0.0.0.0")]
    [InlineData("::ffff:127.0.0.2", "127.0.0.2", "127.0.0.1 127.0.0.2")]
    [InlineData("fe80::1%3", "fe80::1", "fe80::1 ::")]
    // Several that share the work.
    [InlineData("127.0.0.1", "0.0.0.0 0.0.0.0", "0.0.0.0 0.0.0.0")]
    public void Serving_Address_IsWhatTheKernelGivesItTo(string address, string expected, string all)
    {
        List<ListeningSocket> sockets = [.. all.Split(' ').Select((ip, i) => new ListeningSocket(IPAddress.Parse(ip), 8080, $"socket:[{i}]")), new(IPAddress.Parse(address.Split('%')[0]), 8081, "socket:[99]")];

        Assert.Equal(expected, string.Join(' ', ListeningSocket.Serving(sockets, IPAddress.Parse(address), 8080).Select(s => s.Address)));
    }
}
