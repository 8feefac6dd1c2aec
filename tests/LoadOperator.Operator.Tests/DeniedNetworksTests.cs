using System.Net;
using LoadOperator.Operator.Targets;

namespace LoadOperator.Operator.Tests;

public sealed class DeniedNetworksTests
{
    private static readonly DeniedNetworks Denied = new(DeniedNetworks.Default);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::1")]
    public void Denying_AddressOfTheNodeOrOfMetadata_NamesTheNetwork(string address) => Assert.NotNull(Denied.Denying(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("198.18.3.4")]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::7")]
    [InlineData("fd12::7")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("64:ff9b::10.0.0.7")]
    public void Denying_AnyOther_IsNone(string address) => Assert.Null(Denied.Denying(IPAddress.Parse(address)));

    [Fact]
    public void Denying_NetworksOfOnesOwn_AreThose()
    {
        var own = new DeniedNetworks([IPNetwork.Parse("10.96.0.1/32")]);

        Assert.Equal("10.96.0.1/32", own.Denying(IPAddress.Parse("::ffff:10.96.0.1")).ToString());
        Assert.Null(own.Denying(IPAddress.Loopback));
    }
}
