using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Tests.Requests;

public sealed class EndpointRingTests
{
    [Fact]
    public void Next_WithoutEndpoints_IsTheUrlsOwnAddress()
    {
        var ring = new EndpointRing(new TargetAddress { Url = "https://[::1]:8443/base" });

        Assert.Equal(("::1", 8443), (ring[ring.Next()].Host, ring[ring.Next()].Port));
    }

    [Fact]
    public void Next_WithEndpoints_TakesThemInTurn()
    {
        var ring = new EndpointRing(new TargetAddress { Url = "http://orders:80", Endpoints = ["198.18.0.4:8080", "[fd00::5]:8080"] });

        Assert.Equal(["198.18.0.4", "fd00::5", "198.18.0.4"], new[] { ring[ring.Next()].Host, ring[ring.Next()].Host, ring[ring.Next()].Host });
    }

    [Fact]
    public void Constructor_EndpointWithoutPort_SaysWhichOne()
    {
        var exception = Assert.Throws<FormatException>(() => new EndpointRing(new TargetAddress { Url = "http://orders", Endpoints = ["198.18.0.4"] }));

        Assert.Contains("198.18.0.4", exception.Message, StringComparison.Ordinal);
    }
}
