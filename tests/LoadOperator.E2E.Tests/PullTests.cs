using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>A generator whose image cannot be pulled. It loads nothing, and the operator waits for it for long: others go on meanwhile.</summary>
[Collection("Pull")]
public sealed class PullTests
{
    /// <summary>Services of its own: no campaign of theirs is waited for, and none waits.</summary>
    private const string Services = """
        apiVersion: v1
        kind: Service
        metadata: {name: unpulled-stable, namespace: shop}
        spec: {selector: {app: orders, version: stable}, ports: [{port: 8080}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: unpulled-canary, namespace: shop}
        spec: {selector: {app: orders, version: canary}, ports: [{port: 8080}]}
        """;

    [Fact]
    public async Task Apply_ImageThatCannotBePulled_SaysSoWhileItWaitsAndThenFails()
    {
        await Command.KubectlAsync(Services, ["apply", "-f", "-"]);
        foreach (var service in new[] { "unpulled-stable", "unpulled-canary" }) await EndpointsAsync(service);
        await Campaigns.ApplyAsync(Campaigns.Manifest("no-image", candidate: "unpulled-canary", generator: ", image: 'localhost/no-such-image:1', resources: {limits: {cpu: 100m}}", control: "unpulled-stable"));

        await Campaigns.AwaitAsync("no-image", "waiting for its image", s => s is { Phase: Phase.Preparing, Reason: "ErrImagePull" or "ImagePullBackOff" });
        var status = (await Campaigns.EndOfAsync("no-image", TimeSpan.FromMinutes(3))).Status!;

        Assert.Equal((Phase.Failed, "GeneratorsNotReady"), (status.Phase, status.Reason));
        Assert.Contains("no-such-image", status.Summary, StringComparison.Ordinal);
    }

    /// <summary>A Service has its endpoints a moment after it was made.</summary>
    private static async Task EndpointsAsync(string service)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while ((await Command.KubectlAsync("-n", "shop", "get", "endpoints", service, "--ignore-not-found", "-o", "jsonpath={.subsets[*].addresses[*].ip}")).Length == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, patience.Token);
    }
}
