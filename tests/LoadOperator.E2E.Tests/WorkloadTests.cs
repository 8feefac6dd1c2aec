using System.Text;
using LoadOperator.Model.Status;

namespace LoadOperator.E2E.Tests;

/// <summary>Requests over HTTP/2 that take rows from a ConfigMap and a token from a Secret, each brought by the kubelet.</summary>
public sealed class WorkloadTests(Installation installation)
{
    private const string Name = "workload";
    private const string Token = "s3cr3t-0f-the-shop-83114";

    private static string Objects(string image) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: orders-token, namespace: shop}
        stringData: {token: {{Token}}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: order-ids, namespace: shop}
        data: {all.csv: "id\norder-7\n"}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: orders-http2, namespace: shop}
        spec:
          selector: {matchLabels: {app: orders, version: http2} }
          template:
            metadata: {labels: {app: orders, version: http2} }
            spec:
              automountServiceAccountToken: false
              containers:
              - name: orders
                image: {{image}}
                args: [--h2c, --bearer-token, $(TOKEN)]
                env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: orders-token, key: token} } }]
                ports: [{containerPort: 8080}]
                readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 256Mi} }
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: orders-http2, namespace: shop}
        spec:
          selector: {app: orders, version: http2}
          ports: [{port: 8080}]
        """;

    /// <summary>The target answers a request without the token with 401, and the id of the row with itself: that every request went well says that both were there.</summary>
    private const string Campaign = $$$"""
        apiVersion: loadoperator.dev/v1alpha1
        kind: LoadCampaign
        metadata: {name: {{{Name}}}, namespace: shop}
        spec:
          candidate: {service: {name: orders-http2, port: 8080}, protocol: Http2}
          workload:
            variables: [{name: token, secretKeyRef: {name: orders-token, key: token}}]
            feeds: [{name: orders, configMapKeyRef: {name: order-ids, key: all.csv}}]
            http: {path: '/v1/orders/{{orders.id}}', headers: {Authorization: 'Bearer {{token}}'}, expect: {body: [{jsonPath: $.id, equals: order-7}]}}
          load: {warmUp: 200ms, inject: {rate: 50, during: 2s}}
          rounds: {count: 3, maxDiscarded: 40}
          objectives: [{metric: errorRate, maxPercent: 5}]
          generator: {selfCheck: {minAchievedPercent: 90, maxLatePercent: 60, maxSendLag: 200ms, maxGcPausePercent: 20, maxStealPercent: 100, maxMemoryStallPercent: 100}}
        """;

    [Fact]
    public async Task Apply_FeedAndSecretOverHttp2_AreSentAndTheSecretIsWrittenNowhere()
    {
        await Command.KubectlAsync(Objects(Environment.GetEnvironmentVariable("DEMO_TARGET_IMAGE")!), ["apply", "-f", "-"]);
        await Command.KubectlAsync("-n", "shop", "rollout", "status", "deploy/orders-http2", "--timeout=120s");
        await Campaigns.ApplyAsync(Campaign);
        await Campaigns.AwaitAsync(Name, "under way", s => s.Phase is Phase.Running or Phase.Completed or Phase.Failed, TimeSpan.FromMinutes(3));
        // Followed to its end: the pod goes with the campaign.
        var logs = Command.RunAsync("kubectl", null, "-n", "shop", "logs", "-f", (await Campaigns.PodsAsync(Name)).Trim());
        var status = (await Campaigns.EndOfAsync(Name, TimeSpan.FromMinutes(4))).Status!;

        Assert.True(status.Phase == Phase.Completed, $"{status.Phase} {status.Reason}: {status.Summary}");
        // Of 300 requests without an error, 95 % certainty reaches to 1.3 % at the most: the bound of 5 % is met, not undecided.
        Assert.Equal("True", status.Conditions!.Single(c => c.Type == "Passed").Status);
        Assert.Equal([0.0, 0, 0], status.Metrics!.Single(m => m.Name == "errorRate").Candidate.Values);
        Assert.Matches("^sha256:[0-9a-f]{64}$", Assert.Single(status.Generators!).Info!.Files!["orders.csv"]);

        var folder = Directory.CreateTempSubdirectory("workload-result-");
        try
        {
            var json = await Command.KubectlAsync("-n", "shop", "get", "lc", Name, "-o", "json");
            await File.WriteAllTextAsync(Path.Join(folder.FullName, "result.json"), json, TestContext.Current.CancellationToken);
            var report = await Command.RunAsync(Path.Join(installation.Folder, "out/bin/loadctl"), null, "report", folder.FullName, "--markdown");
            Assert.True(report.Output.Contains("errorRate", StringComparison.Ordinal), report.Output + report.Errors);
            var objects = await Command.KubectlAsync("-n", "shop", "get", "cm,pods,events,lc", "-o", "yaml");
            Assert.Matches($"name: {Name}-[^ ]*rounds-0\n", objects);
            var log = (await logs).Output;
            Assert.NotEmpty(log);
            Assert.All(
                [json, report.Output + report.Errors, objects, log, await Command.KubectlAsync("-n", Installation.OperatorNamespace, "logs", "deploy/load-operator"), await Command.KubectlAsync("-n", "shop", "describe", "lc", Name)],
                text => Assert.All([Token, Convert.ToBase64String(Encoding.UTF8.GetBytes(Token))], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
