using System.Collections.Concurrent;
using LoadOperator.Model.Status;
using LoadOperator.TestTargets;

namespace LoadOperator.Cli.Tests;

/// <summary>Campaigns whose requests take values from files and from the environment.</summary>
public sealed class WorkloadTests
{
    private const string Variable = "WORKLOAD_VARIABLE_token";
    private const string Secret = "s3cr3t-of-the-shop";
    private const string Workload = "{variables: [{name: token, secretKeyRef: {name: shop, key: token}}], feeds: [{name: users, file: users.csv}], http: {path: '/{{users.id}}', headers: {Authorization: '{{token}}'}, timeout: 300ms}}";

    [Fact]
    public async Task Run_SecretAndFeed_AreSentAndTheSecretIsWrittenNowhere()
    {
        var asked = new ConcurrentBag<string>();
        await using var server = StubServer.AnsweringTo(head =>
        {
            asked.Add(head);
            return StubServer.Ok;
        }, LocalCampaign.Steady);
        using var campaign = new LocalCampaign(server.Url, server.Url, workload: Workload);
        campaign.Add("users.csv", "id\nann\nbob\n");

        var (exitCode, output, errors) = await campaign.RunAsync((Variable, Secret));

        Assert.True(exitCode is 0 or 1 or 2, errors);
        Assert.Equal(Phase.Completed, campaign.Status.Phase);
        Assert.Equal(["GET /ann HTTP/1.1", "GET /bob HTTP/1.1"], asked.Select(a => a.Split("\r\n")[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(asked, a => Assert.Contains($"\r\nAuthorization: {Secret}", a, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, output + errors, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(campaign.Results, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(Secret, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WhatIsNotThere_IsSaidBeforeAnythingIsSent()
    {
        using var campaign = new LocalCampaign("http://127.0.0.1:1", "http://127.0.0.1:1", workload: Workload);

        var (exitCode, _, errors) = await campaign.RunAsync();

        Assert.Equal(64, exitCode);
        Assert.Contains("spec.workload.feeds[0].file: 'users.csv': Could not find file", errors, StringComparison.Ordinal);
        Assert.Contains($"spec.workload.variables[0]: 'token': on one machine its value comes from the environment variable {Variable}, which is not set", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ColumnThatIsNotThere_IsNamedWithThoseThatAre()
    {
        using var campaign = new LocalCampaign("http://127.0.0.1:1", "http://127.0.0.1:1", workload: Workload);
        campaign.Add("users.csv", "name,mail\na,b\n");

        var (exitCode, _, errors) = await campaign.RunAsync((Variable, Secret));

        Assert.Equal(64, exitCode);
        Assert.Contains("spec.workload.http.path: '{{users.id}}': allowed: {{uuid}}, {{seq}}, {{random MIN MAX}}, {{campaign}}, {{round}}, {{token}}, {{users.name}}, {{users.mail}}", errors, StringComparison.Ordinal);
    }
}
