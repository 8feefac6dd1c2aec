using k8s;
using k8s.Models;

namespace LoadOperator.Integration.Tests.ApiServer;

public sealed class ApiServerFixtureTests(ApiServerFixture server)
{
    [Fact]
    public async Task Server_Started_HasTheCrds()
    {
        server.SkipWithoutServer();

        var crd = await server.Client.ApiextensionsV1.ReadCustomResourceDefinitionAsync("loadcampaigns.loadoperator.dev", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(crd.Status.Conditions, c => c is { Type: "Established", Status: "True" });
    }

    [Fact]
    public async Task OwnedObject_OwnerDeleted_IsCollected()
    {
        server.SkipWithoutServer();
        Assert.SkipUnless(server.HasControllerManager, "there is no kube-controller-manager");
        var space = await server.CreateNamespaceAsync("gc");
        var owner = await server.Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "owner" } }, space, cancellationToken: TestContext.Current.CancellationToken);
        var reference = new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = owner.Metadata.Name, Uid = owner.Metadata.Uid };
        await server.Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "owned", OwnerReferences = [reference] } }, space, cancellationToken: TestContext.Current.CancellationToken);

        await server.Client.CoreV1.DeleteNamespacedConfigMapAsync("owner", space, cancellationToken: TestContext.Current.CancellationToken);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while ((await server.Client.CoreV1.ListNamespacedConfigMapAsync(space, cancellationToken: patience.Token)).Items.Any(c => c.Metadata.Name == "owned"))
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
