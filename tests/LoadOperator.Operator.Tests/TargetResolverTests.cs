using k8s.Models;
using LoadOperator.Hosting;
using LoadOperator.Model;
using LoadOperator.Model.Spec;
using LoadOperator.Operator.Targets;

namespace LoadOperator.Operator.Tests;

/// <summary>What a campaign may load, and every way around it that we know.</summary>
public sealed class TargetResolverTests
{
    private readonly MemoryStore _store = new();
    private readonly LoadCampaign _campaign = TestCampaign.Create(control: null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolve_ServiceWithReadyPods_IsItsAddressAndWhatStandsBehind(bool hasSlices)
    {
        await AddAsync(hasSlices, new Endpoint("10.0.0.7", "a"), new Endpoint("10.0.0.8", "b"));

        var target = await ResolveAsync();

        Assert.Equal(["10.96.0.9:8080"], target.Address.Endpoints);
        Assert.Equal(2, target.Environment!.ReadyEndpoints);
        Assert.Equal(["a", "b"], target.Environment.Pods);
        _campaign.Spec = _campaign.Spec with { Routing = Routing.Endpoints };
        Assert.Equal(["10.0.0.7:80", "10.0.0.8:80"], (await ResolveAsync()).Address.Endpoints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolve_EndpointWrittenByHand_IsRefused(bool hasSlices)
    {
        await AddAsync(hasSlices, new Endpoint("10.0.0.7", "a"), new Endpoint("10.96.0.1", Pod: null));

        await AssertRefusedAsync("endpoint 10.96.0.1 is none of the pods that the Service selects");
    }

    [Fact]
    public async Task Resolve_EndpointThatClaimsToBeAPod_IsRefused()
    {
        await AddAsync(true, new Endpoint("10.96.0.1", "a", OwnIp: "10.0.0.7"));

        await AssertRefusedAsync("endpoint 10.96.0.1 is not the address of pod a, 10.0.0.7");
    }

    [Fact]
    public async Task Resolve_PodOnTheNodesNetwork_IsRefused()
    {
        await AddAsync(true, new Endpoint("10.0.0.7", "a", HostNetwork: true));

        await AssertRefusedAsync("pod a is on its node's own network");
    }

    [Fact]
    public async Task Resolve_LinkLocalEndpoint_IsRefusedAlsoWhereAPodHasIt()
    {
        await AddAsync(true, new Endpoint("169.254.169.254", "a"));

        await AssertRefusedAsync("endpoint 169.254.169.254 lies in 169.254.0.0/16");
    }

    [Fact]
    public async Task Resolve_ExternalName_IsRefused()
    {
        await _store.ApplyAsync(Service(type: "ExternalName"), Cancel);

        await AssertRefusedAsync("is an ExternalName");
    }

    [Fact]
    public async Task Resolve_ServiceWithoutSelector_IsRefused()
    {
        var service = Service();
        service.Spec.Selector = null;
        await _store.ApplyAsync(service, Cancel);

        await AssertRefusedAsync("has no selector");
    }

    [Fact]
    public async Task Resolve_NothingReady_IsNoTargetUnlessItWasOne()
    {
        await AddAsync(true);

        await AssertRefusedAsync("has no ready endpoint for port 8080");
        Assert.Equal(0, (await ResolveAsync(mustBeReady: false)).Environment!.ReadyEndpoints);
    }

    [Fact]
    public async Task Resolve_NoSuchServiceOrPort_NamesIt()
    {
        await AssertRefusedAsync("spec.candidate.service: there is no Service shop/orders-canary");
        var service = Service();
        service.Spec.Ports[0].Port = 9090;
        await _store.ApplyAsync(service, Cancel);
        await AssertRefusedAsync("spec.candidate.service.port: Service shop/orders-canary has no port 8080; it has 9090");
    }

    [Theory]
    [InlineData("http://127.0.0.1:80/", "127.0.0.0/8")]
    [InlineData("http://localhost:80/", "/")]
    [InlineData("http://2130706433/", "127.0.0.0/8")]
    [InlineData("http://0x7f.1/", "127.0.0.0/8")]
    [InlineData("http://[::1]/", "::1/128")]
    [InlineData("http://[::ffff:169.254.169.254]/latest/meta-data", "169.254.0.0/16")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/", "169.254.0.0/16")]
    public async Task Resolve_UrlOfTheNodeItself_IsRefusedHoweverItIsWritten(string url, string network)
    {
        _campaign.Spec = _campaign.Spec with { Candidate = new Target { Url = url } };

        var refusal = await Assert.ThrowsAsync<TargetUnavailableException>(() => ResolveAsync());

        Assert.Contains($"spec.candidate.url: '{url}' is ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(network, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_Url_IsResolvedOnceSoThatWhatWasCheckedIsLoaded()
    {
        _campaign.Spec = _campaign.Spec with { Candidate = new Target { Url = "https://203.0.113.7/base" } };

        Assert.Equal(["203.0.113.7:443"], (await ResolveAsync()).Address.Endpoints);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static V1Service Service(string type = "ClusterIP") => new()
    {
        Metadata = new V1ObjectMeta { Name = "orders-canary", NamespaceProperty = "shop" },
        Spec = new V1ServiceSpec { Type = type, ClusterIP = "10.96.0.9", Selector = new Dictionary<string, string> { ["app"] = "orders" }, Ports = [new V1ServicePort { Port = 8080 }] },
    };

    private async Task AddAsync(bool hasSlices, params Endpoint[] all)
    {
        await _store.ApplyAsync(Service(), Cancel);
        foreach (var pod in all.Where(e => e.Pod is not null))
        {
            await _store.ApplyAsync(
                new V1Pod
                {
                    Metadata = new V1ObjectMeta { Name = pod.Pod, NamespaceProperty = "shop" },
                    Spec = new V1PodSpec { HostNetwork = pod.HostNetwork, Containers = [new V1Container { Name = "app", Image = "orders:2" }] },
                    Status = new V1PodStatus { PodIP = pod.OwnIp ?? pod.Ip },
                },
                Cancel);
        }

        V1ObjectReference? Reference(Endpoint endpoint) => endpoint.Pod is { } name ? new V1ObjectReference { Kind = "Pod", Name = name, NamespaceProperty = "shop" } : null;
        if (hasSlices)
        {
            await _store.ApplyAsync(
                new V1EndpointSlice
                {
                    Metadata = new V1ObjectMeta { Name = "orders-canary-1", NamespaceProperty = "shop" },
                    AddressType = "IPv4",
                    Ports = [new Discoveryv1EndpointPort { Port = 80 }],
                    Endpoints = [.. all.Select(e => new V1Endpoint { Addresses = [e.Ip], TargetRef = Reference(e) })],
                },
                Cancel);
            return;
        }

        _store.NotServed.Add(typeof(V1EndpointSlice));
        await _store.ApplyAsync(
            new V1Endpoints
            {
                Metadata = new V1ObjectMeta { Name = "orders-canary", NamespaceProperty = "shop" },
                Subsets = [new V1EndpointSubset { Ports = [new Corev1EndpointPort { Port = 80 }], Addresses = [.. all.Select(e => new V1EndpointAddress { Ip = e.Ip, TargetRef = Reference(e) })] }],
            },
            Cancel);
    }

    private Task<ClusterTarget> ResolveAsync(bool mustBeReady = true) =>
        new TargetResolver(_store, new TargetFacts(_store), new ReadyEndpoints(_store), new DeniedNetworks(DeniedNetworks.Default), new ImmediateClock())
            .ResolveAsync(_campaign, _campaign.Spec.Candidate, "spec.candidate", mustBeReady, Cancel);

    private async Task AssertRefusedAsync(string message) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<TargetUnavailableException>(() => ResolveAsync())).Message, StringComparison.Ordinal);

    private sealed record Endpoint(string Ip, string? Pod, string? OwnIp = null, bool HostNetwork = false);

    /// <summary>Every delay is over at once.</summary>
    private sealed class ImmediateClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
