using System.Text.Json;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Model.Status;

namespace LoadOperator.Integration.Tests.Campaigns;

/// <summary>Services, their endpoints and pods, and what befalls them. Generators that send nothing stand in: it is the cluster's objects that matter.</summary>
public sealed class TargetTests(ApiServerFixture server)
{
    private const string Name = "orders";

    [Fact]
    public async Task Services_WithEqualPods_AreMeasuredAndDescribed()
    {
        await using var bed = await StartAsync();
        await AddServiceAsync(bed, "stable", "198.18.1.1");
        await AddServiceAsync(bed, "canary", "198.18.1.2");
        await bed.ApplyAsync(Manifest());

        var status = await bed.UntilEndedAsync(Name);

        Assert.True(status.Phase == Phase.Completed && status.Verdict != Verdict.Invalid, $"{status.Reason}: {status.Summary}");
        Assert.Equal((1, "canary-0"), (status.Environment!.Candidate!.ReadyEndpoints, Assert.Single(status.Environment.Candidate.Pods)));
        Assert.Equal("sha256:canary", Assert.Single(status.Environment.Candidate.Containers).ImageId);
    }

    [Fact]
    public async Task Services_WithUnequalEndpoints_AreNotComparable()
    {
        await using var bed = await StartAsync();
        await AddServiceAsync(bed, "stable", "198.18.1.1", "198.18.1.3");
        await AddServiceAsync(bed, "canary", "198.18.1.2");
        await bed.ApplyAsync(Manifest());

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Verdict.Invalid, "NotComparable"), (status.Verdict, status.Reason));
        Assert.Contains("ready endpoints: 2 of the control, 1 of the candidate", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WithoutReadyEndpoints_IsSaid()
    {
        await using var bed = await StartAsync();
        await AddServiceAsync(bed, "stable", "198.18.1.1");
        await AddServiceAsync(bed, "canary");
        await bed.ApplyAsync(Manifest());

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Phase.Failed, "TargetUnavailable"), (status.Phase, status.Reason));
        Assert.Contains("has no ready endpoint for port 80", status.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_DeletedInMidRun_MakesItInvalid()
    {
        await using var bed = await UnderWayAsync();

        using var answer = await server.Http.DeleteAsync(new Uri($"/api/v1/namespaces/{bed.Namespace}/services/canary", UriKind.Relative), Cancel);
        Assert.True(answer.IsSuccessStatusCode);

        await AssertChangedAsync(bed, "there is no Service");
    }

    [Fact]
    public async Task Image_ReplacedInMidRun_MakesItInvalidAndNamesBothDigests()
    {
        await using var bed = await UnderWayAsync();

        await TellAsync(bed, "canary-0", "198.18.1.2", "sha256:other");

        await AssertChangedAsync(bed, "sha256:canary");
        Assert.Contains("sha256:other", (await bed.GetAsync(Name))!.Status!.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_WrittenByHand_AreRefusedBeforeAPodIsMade()
    {
        await using var bed = await StartAsync();
        await AddServiceAsync(bed, "stable", "198.18.1.1");
        await AddServiceAsync(bed, "canary");
        await AddEndpointsAsync(bed, "canary", ("198.19.0.1", null));
        await bed.ApplyAsync(Manifest());

        var status = await bed.UntilEndedAsync(Name);

        Assert.Equal((Phase.Failed, "TargetUnavailable"), (status.Phase, status.Reason));
        Assert.Contains("endpoint 198.19.0.1 is none of the pods that the Service selects", status.Summary, StringComparison.Ordinal);
        Assert.Empty(bed.Node.Started);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<TestBed> StartAsync()
    {
        var bed = await TestBed.PrepareAsync(server, SimulatedGenerator.StartAsync, null);
        await bed.Operator.StartAsync();
        return bed;
    }

    private async Task<TestBed> UnderWayAsync()
    {
        var bed = await StartAsync();
        await AddServiceAsync(bed, "stable", "198.18.1.1");
        await AddServiceAsync(bed, "canary", "198.18.1.2");
        await bed.ApplyAsync(Manifest(pairs: 40));
        await bed.UntilRoundsAsync(Name, 1);
        return bed;
    }

    private static async Task AssertChangedAsync(TestBed bed, string message)
    {
        var status = await bed.UntilEndedAsync(Name);
        Assert.Equal((Phase.Completed, Verdict.Invalid, "TargetChanged"), (status.Phase, status.Verdict, status.Reason));
        Assert.Contains(message, status.Summary, StringComparison.Ordinal);
        Assert.Equal("False", status.Conditions!.Single(c => c.Type == "Passed").Status);
    }

    /// <summary>A campaign of two Services, named canary and stable.</summary>
    internal static string Manifest(int pairs = 3, params string[] more)
    {
        const string url = "http://127.0.0.2:9";
        return TestBed.Manifest(Name, url, pairs, seconds: 0.5, more)
            .Replace($"{{\"url\": \"{url}/candidate\"}}", "{\"service\": {\"name\": \"canary\", \"port\": 80}}", StringComparison.Ordinal)
            .Replace($"{{\"url\": \"{url}/control\"}}", "{\"service\": {\"name\": \"stable\", \"port\": 80}}", StringComparison.Ordinal);
    }

    /// <summary>A Service and, for each address, a ready pod behind it.</summary>
    private static Task AddServiceAsync(TestBed bed, string name, params string[] addresses) => AddServiceAsync(bed, name, [new V1Container { Name = "web", Image = "web:1" }], addresses);

    /// <param name="containers">Those of each pod, of which web serves.</param>
    internal static async Task AddServiceAsync(TestBed bed, string name, IList<V1Container> containers, params string[] addresses)
    {
        var labels = new Dictionary<string, string> { ["app"] = name };
        await bed.Client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service { Metadata = new V1ObjectMeta { Name = name }, Spec = new V1ServiceSpec { Selector = labels, Ports = [new V1ServicePort { Port = 80 }] } }, bed.Namespace, cancellationToken: Cancel);
        for (var i = 0; i < addresses.Length; i++)
        {
            var pod = new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = $"{name}-{i}", Labels = labels },
                Spec = new V1PodSpec { AutomountServiceAccountToken = false, ShareProcessNamespace = true, Containers = containers },
            };
            await bed.Client.CoreV1.CreateNamespacedPodAsync(pod, bed.Namespace, cancellationToken: Cancel);
            await TellAsync(bed, pod.Metadata.Name, addresses[i], $"sha256:{name}");
        }

        if (addresses.Length > 0) await AddEndpointsAsync(bed, name, [.. addresses.Select((a, i) => (a, (string?)$"{name}-{i}"))]);
    }

    /// <summary>What a kubelet would say of a pod.</summary>
    private static async Task TellAsync(TestBed bed, string pod, string address, string image)
    {
        var status = new { status = new { phase = "Running", podIP = address, containerStatuses = new[] { new { name = "web", image = "web:1", imageID = image, ready = true, restartCount = 0, state = new { running = new { } } } } } };
        await bed.Client.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch(JsonSerializer.Serialize(status), V1Patch.PatchType.MergePatch), pod, bed.Namespace, cancellationToken: Cancel);
    }

    /// <summary>What the endpoints controller would write; on servers that have EndpointSlices, those.</summary>
    private static async Task AddEndpointsAsync(TestBed bed, string service, params (string Address, string? Pod)[] all)
    {
        V1ObjectReference? Reference(string? pod) => pod is null ? null : new V1ObjectReference { Kind = "Pod", Name = pod, NamespaceProperty = bed.Namespace };
        await bed.Client.CoreV1.CreateNamespacedEndpointsAsync(
            new V1Endpoints
            {
                Metadata = new V1ObjectMeta { Name = service },
                Subsets = [new V1EndpointSubset { Ports = [new Corev1EndpointPort { Port = 80 }], Addresses = [.. all.Select(e => new V1EndpointAddress { Ip = e.Address, TargetRef = Reference(e.Pod) })] }],
            },
            bed.Namespace,
            cancellationToken: Cancel);
        try
        {
            await bed.Client.DiscoveryV1.CreateNamespacedEndpointSliceAsync(
                new V1EndpointSlice
                {
                    Metadata = new V1ObjectMeta { Name = service, Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service } },
                    AddressType = "IPv4",
                    Ports = [new Discoveryv1EndpointPort { Port = 80 }],
                    Endpoints = [.. all.Select(e => new V1Endpoint { Addresses = [e.Address], TargetRef = Reference(e.Pod), Conditions = new V1EndpointConditions { Ready = true } })],
                },
                bed.Namespace,
                cancellationToken: Cancel);
        }
        catch (k8s.Autorest.HttpOperationException exception) when (exception.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            // Before 1.21 there are Endpoints alone.
        }
    }
}
