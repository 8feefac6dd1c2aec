using System.Net;
using k8s.Models;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoadOperator.Runtime.Tests;

public sealed class InformerTests
{
    private readonly EntityCache<V1ConfigMap> _cache = new();
    private readonly List<string> _changes = [];

    public InformerTests() => _cache.Subscribe(change =>
    {
        lock (_changes) _changes.Add($"{(change.Before is null ? "+" : change.After is null ? "-" : "~")}{(change.After ?? change.Before)!.Metadata.Name}");
    });

    [Fact]
    public async Task Run_ListInPages_PassesTheTokenOnAndTakesUpAll()
    {
        var server = new ScriptedApiServer().Answer(List("10", "next page", Item("a", 1))).Answer(List("10", "", Item("b", 2)));

        await RunUntilAsync(server, requests: 3);

        Assert.Equal(["+a", "+b"], _changes);
        Assert.Contains("continue=next%20page", server.Requests.ElementAt(1), StringComparison.Ordinal);
        Assert.Contains("resourceVersion=10", server.Requests.ElementAt(2), StringComparison.Ordinal);
        Assert.Contains("allowWatchBookmarks=true", server.Requests.ElementAt(2), StringComparison.Ordinal);
        Assert.Contains("timeoutSeconds=", server.Requests.ElementAt(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WatchEnds_GoesOnFromTheLastVersionWithoutAList()
    {
        var server = new ScriptedApiServer().Answer(List("10", ""))
            .Answer(Event("ADDED", Item("a", 11)) + Event("MODIFIED", Item("a", 12)) + Event("BOOKMARK", """{"metadata":{"resourceVersion":"20"}}"""));

        await RunUntilAsync(server, requests: 3);

        Assert.Equal(["+a", "~a"], _changes);
        Assert.Contains("watch=true", server.Requests.ElementAt(2), StringComparison.Ordinal);
        Assert.Contains("resourceVersion=20", server.Requests.ElementAt(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_PlaceIsGone_ListsAnewAndTellsOfWhatVanished(bool asEvent)
    {
        var server = new ScriptedApiServer().Answer(List("10", "", Item("a", 1), Item("b", 2), Item("c", 3)));
        if (asEvent) server.Answer(Event("ERROR", """{"kind":"Status","code":410,"message":"too old"}"""));
        else server.Answer("""{"kind":"Status","code":410,"message":"too old"}""", HttpStatusCode.Gone);
        server.Answer(List("50", "", Item("a", 1), Item("b", 40)));

        await RunUntilAsync(server, requests: 4);

        Assert.Equal(["+a", "+b", "+c", "~b", "-c"], _changes);
        Assert.Contains("resourceVersion=50", server.Requests.ElementAt(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MadeAnewUnderTheSameName_IsADeletionAndAnAddition()
    {
        var server = new ScriptedApiServer().Answer(List("10", "", Item("a", 1))).Answer(Event("MODIFIED", Item("a", 12, uid: "other")));

        await RunUntilAsync(server, requests: 3);

        Assert.Equal(["+a", "-a", "+a"], _changes);
    }

    [Fact]
    public async Task Run_ObjectThatCannotBeRead_IsLeftAloneAndTheOthersAreNot()
    {
        var server = new ScriptedApiServer().Answer(List("10", "", """{"metadata":{"name":"bad","namespace":"n","resourceVersion":"1"},"data":7}""", Item("b", 2)));

        await RunUntilAsync(server, requests: 2);

        Assert.Equal(["+b"], _changes);
        Assert.True(_cache.HasSynced);
    }

    [Fact]
    public async Task Run_ServerErrors_TriesAgain()
    {
        var server = new ScriptedApiServer().Answer("{}", HttpStatusCode.InternalServerError).Answer(List("10", "", Item("a", 1)));

        await RunUntilAsync(server, requests: 3);

        Assert.Equal(["+a"], _changes);
    }

    private async Task RunUntilAsync(ScriptedApiServer server, int requests)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(30));
        _cache.AddInformer();
        var informer = new Informer<V1ConfigMap>(new InformerScope("", ""), _cache, server.Client(), new EntitySerializer(new ControllerRuntimeOptions()), TimeProvider.System, NullLogger.Instance);
        var running = informer.RunAsync(stop.Token);
        while (server.Requests.Count < requests && !stop.IsCancellationRequested) await Task.Yield();
        Assert.False(stop.IsCancellationRequested, "the informer did not send as many requests");
        await stop.CancelAsync();
        await running;
    }

    private static string Item(string name, int version, string uid = "u") => $$$"""{"metadata":{"name":"{{{name}}}","namespace":"n","uid":"{{{uid}}}","resourceVersion":"{{{version}}}"}}""";

    private static string Event(string type, string item) => $$$"""{"type":"{{{type}}}","object":{{{item}}}}""" + "\n";

    private static string List(string version, string token, params string[] items) =>
        $$$"""{"metadata":{"resourceVersion":"{{{version}}}","continue":"{{{token}}}"},"items":[{{{string.Join(',', items)}}}]}""";
}
