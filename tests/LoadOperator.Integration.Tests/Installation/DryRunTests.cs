using k8s;
using k8s.Models;
using LoadOperator.Integration.Tests.ApiServer;

namespace LoadOperator.Integration.Tests.Installation;

/// <summary>What the chart renders is what an API server takes.</summary>
public sealed class DryRunTests(ApiServerFixture server)
{
    public static TheoryData<string> ValuesFiles { get; } = [.. Chart.Tests.Chart.ValuesFiles];

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Chart_AppliedInADryRun_IsTaken(string valuesFile)
    {
        server.SkipWithoutServer();
        var space = await server.CreateNamespaceAsync("chart");
        var objects = await Chart.Tests.Chart.RenderAsync(valuesFile, space);
        foreach (var name in objects.Select(o => o["metadata"]!["namespace"]?.ToString()).OfType<string>().Distinct()) await MakeAsync(name);
        var api = new ObjectApi(server);

        // The Prometheus Operator's kind is not here; and an applied object may have no field that the server does not know, such as the rules of a CRD.
        foreach (var one in objects.Where(o => $"{o["kind"]}" != "ServiceMonitor" && ($"{o["kind"]}" != "CustomResourceDefinition" || server.Version >= new Version(1, 25))))
        {
            if ($"{one["kind"]}" == "PodDisruptionBudget" && server.Version < new Version(1, 21)) one["apiVersion"] = "policy/v1beta1";
            var (code, body) = await api.ApplyAsync(one, dryRun: true);
            Assert.True(code is 200 or 201, $"{one["kind"]} {one["metadata"]!["name"]}: {body["message"]}");
        }
    }

    private async Task MakeAsync(string name)
    {
        try
        {
            await server.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, cancellationToken: TestContext.Current.CancellationToken);
        }
        catch (k8s.Autorest.HttpOperationException exception) when (exception.Response.StatusCode == System.Net.HttpStatusCode.Conflict)
        {
            // It is there.
        }
    }
}
