using System.Net;
using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;
using LoadOperator.Runtime;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Integration.Tests.Runtime;

public sealed class EntityStoreTests(ApiServerFixture server) : IAsyncLifetime
{
    private static readonly ControllerRuntimeOptions Options = new() { FieldManager = "tests" };

    private readonly RequestLog _log = new();
    private Kubernetes _kubernetes = null!;
    private EntityStore _store = null!;
    private string _namespace = "";

    public async ValueTask InitializeAsync()
    {
        _kubernetes = server.NewClient(_log);
        _store = new EntityStore(new ApiClient(_kubernetes), new EntitySerializer(Options), Options);
        await Widget.DefineAsync(_kubernetes);
        _namespace = await server.CreateNamespaceAsync("test");
    }

    public ValueTask DisposeAsync()
    {
        _kubernetes?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Apply_TheSameTwice_ChangesNothingTheSecondTime()
    {
        var first = await _store.ApplyAsync(ConfigMap("a", "v"), TestContext.Current.CancellationToken);
        var again = await _store.ApplyAsync(ConfigMap("a", "v"), TestContext.Current.CancellationToken);
        var other = await _store.ApplyAsync(ConfigMap("a", "w"), TestContext.Current.CancellationToken);

        Assert.Equal(first.Metadata.ResourceVersion, again.Metadata.ResourceVersion);
        Assert.NotEqual(first.Metadata.ResourceVersion, other.Metadata.ResourceVersion);
        Assert.All(other.Metadata.ManagedFields, f => Assert.Equal("tests", f.Manager));
    }

    [Fact]
    public async Task Apply_FieldOfAnother_IsTakenOver()
    {
        await _kubernetes.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("a", "theirs"), _namespace, fieldManager: "somebody", cancellationToken: TestContext.Current.CancellationToken);

        var applied = await _store.ApplyAsync(ConfigMap("a", "ours"), TestContext.Current.CancellationToken);

        Assert.Equal("ours", applied.Data["k"]);
    }

    [Fact]
    public async Task Add_EphemeralContainer_IsInThePodOrTheServerHasNone()
    {
        var pod = new V1Pod { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = _namespace }, Spec = new V1PodSpec { AutomountServiceAccountToken = false, Containers = [new V1Container { Name = "c", Image = "none" }] } };
        await _store.ApplyAsync(pod, TestContext.Current.CancellationToken);
        var container = new V1EphemeralContainer { Name = "look", Image = "none", TargetContainerName = "c", SecurityContext = new V1SecurityContext { RunAsUser = 1000 } };

        if (server.Version < new Version(1, 23))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<ApiException>(() => _store.AddAsync(pod, container, TestContext.Current.CancellationToken))).Status);
            return;
        }

        await _store.AddAsync(pod, container, TestContext.Current.CancellationToken);
        container.Name = "again";
        await _store.AddAsync(pod, container, TestContext.Current.CancellationToken);
        var found = (await _store.GetAsync<V1Pod>(EntityKey.Of(pod), TestContext.Current.CancellationToken))!.Spec.EphemeralContainers;
        Assert.Equal([("look", 1000L), ("again", 1000L)], found.Select(c => (c.Name, c.SecurityContext.RunAsUser!.Value)));
    }

    [Fact]
    public async Task Get_Missing_IsNull() => Assert.Null(await _store.GetAsync<V1ConfigMap>(new EntityKey(_namespace, "none"), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Delete_NameIsAnothersByNow_LeavesThatOneAlone()
    {
        var first = await _store.ApplyAsync(ConfigMap("a", "v"), TestContext.Current.CancellationToken);
        await _store.DeleteAsync(first, TestContext.Current.CancellationToken);
        await _store.DeleteAsync(first, TestContext.Current.CancellationToken);
        var second = await _store.ApplyAsync(ConfigMap("a", "v"), TestContext.Current.CancellationToken);

        await _store.DeleteAsync(first, TestContext.Current.CancellationToken);

        Assert.Equal(second.Metadata.Uid, (await _store.GetAsync<V1ConfigMap>(new EntityKey(_namespace, "a"), TestContext.Current.CancellationToken))?.Metadata.Uid);
    }

    [Fact]
    public async Task PatchStatus_SomethingThenNothingDiffers_SendsOnceAndRemovesWhatIsGone()
    {
        var widget = await WidgetAsync("w");
        var (running, done) = (new { phase = "Running", detail = "x" }, new { phase = "Done" });

        Assert.True(await _store.PatchStatusAsync(widget, null, running, TestContext.Current.CancellationToken));
        widget = (await _store.GetAsync<Widget>(new EntityKey(_namespace, "w"), TestContext.Current.CancellationToken))!;
        _log.Clear();
        Assert.False(await _store.PatchStatusAsync(widget, running, running, TestContext.Current.CancellationToken));
        Assert.Empty(_log.Requests);
        Assert.True(await _store.PatchStatusAsync(widget, running, done, TestContext.Current.CancellationToken));

        Assert.Single(_log.Requests);
        Assert.Equal("""{"phase":"Done"}""", (await RawStatusAsync("w")).GetRawText());
    }

    [Fact]
    public async Task PatchStatus_ObjectChangedSinceItWasRead_IsWrittenAndTheChangeStays()
    {
        var known = await WidgetAsync("w");
        await _store.ApplyAsync(new Widget { Metadata = new V1ObjectMeta { Name = "w", NamespaceProperty = _namespace }, Spec = new WidgetSpec { Size = 7 } }, TestContext.Current.CancellationToken);

        Assert.True(await _store.PatchStatusAsync(known, null, new { phase = "Done" }, TestContext.Current.CancellationToken));

        var now = await _store.GetAsync<Widget>(new EntityKey(_namespace, "w"), TestContext.Current.CancellationToken);
        Assert.Equal((7, "Done"), (now!.Spec.Size, now.Status!.Phase));
    }

    [Fact]
    public async Task PatchStatus_ObjectMadeAnew_IsRefusedAndTheNewOneHasNoStatus()
    {
        var first = await WidgetAsync("w");
        await _store.DeleteAsync(first, TestContext.Current.CancellationToken);
        await WidgetAsync("w");

        var refusal = await Assert.ThrowsAsync<ApiException>(() => _store.PatchStatusAsync(first, null, new { phase = "Done" }, TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.NotFound, refusal.Status);
        Assert.Null((await _store.GetAsync<Widget>(new EntityKey(_namespace, "w"), TestContext.Current.CancellationToken))!.Status);
    }

    [Fact]
    public async Task Publish_TheSameThreeTimes_IsOneEventWithACount()
    {
        var widget = await WidgetAsync("w");
        var publisher = new EventPublisher(new ApiClient(_kubernetes), Options, TimeProvider.System, NullLogger<EventPublisher>.Instance);
        for (var i = 0; i < 3; i++) await publisher.PublishAsync(widget, EventType.Warning, "Broken", "it broke", TestContext.Current.CancellationToken);
        await publisher.PublishAsync(widget, EventType.Warning, "Broken", "it broke otherwise", TestContext.Current.CancellationToken);

        var events = (await _kubernetes.CoreV1.ListNamespacedEventAsync(_namespace, cancellationToken: TestContext.Current.CancellationToken)).Items;

        Assert.Equal([("it broke", 3), ("it broke otherwise", 1)], events.OrderBy(e => e.Message.Length).Select(e => (e.Message, e.Count ?? 0)));
        Assert.All(events, e => Assert.Equal(widget.Metadata.Uid, e.InvolvedObject.Uid));
    }

    [Fact]
    public async Task Publish_OfANamespaceItself_IsWrittenToo()
    {
        var regarding = await _kubernetes.CoreV1.ReadNamespaceAsync(_namespace, cancellationToken: TestContext.Current.CancellationToken);
        var publisher = new EventPublisher(new ApiClient(_kubernetes), Options, TimeProvider.System, NullLogger<EventPublisher>.Instance);

        await publisher.PublishAsync(regarding, EventType.Normal, "Seen", "it is there", TestContext.Current.CancellationToken);

        var events = (await _kubernetes.CoreV1.ListNamespacedEventAsync("default", cancellationToken: TestContext.Current.CancellationToken)).Items;
        Assert.Contains(events, e => e.InvolvedObject.Name == _namespace && e.Reason == "Seen");
    }

    private Task<Widget> WidgetAsync(string name) => _store.ApplyAsync(new Widget { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = _namespace } }, TestContext.Current.CancellationToken);

    private async Task<System.Text.Json.JsonElement> RawStatusAsync(string name) =>
        (await new ApiClient(_kubernetes).SendAsync(HttpMethod.Get, ResourcePath.Of(typeof(Widget), new EntityKey(_namespace, name)), TestContext.Current.CancellationToken)).GetProperty("status");

    private V1ConfigMap ConfigMap(string name, string value) =>
        new() { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = _namespace }, Data = new Dictionary<string, string> { ["k"] = value } };
}
