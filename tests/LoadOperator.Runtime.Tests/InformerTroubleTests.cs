using System.Net;
using k8s;
using k8s.Models;
using LoadOperator.Runtime.Api;
using LoadOperator.Runtime.Informers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LoadOperator.Runtime.Tests;

/// <summary>What a server, or what stands before it, does on a bad day.</summary>
public sealed class InformerTroubleTests
{
    private const string Empty = """{"metadata":{"resourceVersion":"10"},"items":[]}""";

    [Fact]
    public async Task Run_WatchCutOffAtOnce_PausesBeforeItAsksAgain()
    {
        var server = new ScriptedApiServer().Answer(Empty).Answer("").Answer("").Answer("");
        using var stop = new CancellationTokenSource();
        var clock = new FakeTimeProvider();
        var running = Informer<V1ConfigMap>(server, clock).RunAsync(stop.Token);

        await UntilAsync(() => server.Requests.Count == 2);
        for (var i = 0; i < 200; i++) await Task.Yield();
        Assert.Equal(2, server.Requests.Count);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await UntilAsync(() => server.Requests.Count == 3);

        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("""{"type":"ERROR","object":{"kind":"Status","code":500,"message":"cannot decode"}}""", 200)]
    [InlineData("""{"kind":"Status","code":504,"reason":"Timeout","message":"Too large resource version: 10, current: 3"}""", 504)]
    [InlineData("""{"kind":"Status","code":400,"message":"invalid resource version"}""", 400)]
    [InlineData("""{"kind":"Status","code":404,"message":"the server could not find the requested resource"}""", 404)]
    public async Task Run_PlaceCannotBeGoneOnFrom_ListsAnew(string answer, int status)
    {
        var server = new ScriptedApiServer().Answer(Empty).Answer(answer, (HttpStatusCode)status).Answer(Empty);

        await RunAsync<V1ConfigMap>(server, requests: 4);

        Assert.Contains("limit=", server.Requests.ElementAt(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"Status","code":500,"message":"etcd has no leader"}""", 500)]
    [InlineData("""{"kind":"Status","code":429,"message":"slow down"}""", 429)]
    [InlineData("<html>maintenance</html>", 200)]
    public async Task Run_PassingTrouble_GoesOnFromTheSamePlace(string answer, int status)
    {
        var server = new ScriptedApiServer().Answer(Empty).Answer(answer, (HttpStatusCode)status);

        await RunAsync<V1ConfigMap>(server, requests: 3);

        Assert.Contains("watch=true", server.Requests.ElementAt(2), StringComparison.Ordinal);
        Assert.Contains("resourceVersion=10", server.Requests.ElementAt(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>maintenance</html>")]
    [InlineData("""{"kind":"Status"}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":null}""")]
    public async Task Run_AnswerIsNoList_TriesAgain(string answer)
    {
        var server = new ScriptedApiServer().Answer(answer).Answer(Empty);

        await RunAsync<V1ConfigMap>(server, requests: 3);

        Assert.Contains("watch=true", server.Requests.ElementAt(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"bad","namespace":"n"},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"many"}}}]}}""")]
    [InlineData("""{"metadata":{"name":"bad","namespace":"n"},"spec":[]}""")]
    [InlineData("""{"metadata":{"name":"bad","namespace":"n","creationTimestamp":"yesterday"}}""")]
    public async Task Run_ObjectOfWrongShape_IsLeftAloneAndTheOthersAreNot(string bad)
    {
        var cache = new EntityCache<V1Pod>();
        var good = """{"metadata":{"name":"good","namespace":"n","resourceVersion":"2"},"fieldOfTomorrow":{"a":1}}""";
        var server = new ScriptedApiServer().Answer($$"""{"metadata":{"resourceVersion":"10"},"items":[{{bad}},{{good}}]}""");

        await RunAsync(server, requests: 2, cache);

        Assert.Equal(["good"], cache.List().Select(p => p.Metadata.Name));
        Assert.True(cache.HasSynced);
    }

    private static Informer<T> Informer<T>(ScriptedApiServer server, TimeProvider clock, EntityCache<T>? cache = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        cache ??= new EntityCache<T>();
        cache.AddInformer();
        return new Informer<T>(new InformerScope("", ""), cache, server.Client(), new EntitySerializer(new ControllerRuntimeOptions()), clock, NullLogger.Instance);
    }

    private static async Task RunAsync<T>(ScriptedApiServer server, int requests, EntityCache<T>? cache = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var stop = new CancellationTokenSource();
        var running = Informer(server, TimeProvider.System, cache).RunAsync(stop.Token);
        await UntilAsync(() => server.Requests.Count >= requests || running.IsCompleted);
        Assert.False(running.IsCompleted, $"the informer ended: {running.Exception?.Message}");
        await stop.CancelAsync();
        await running;
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!isTrue())
        {
            Assert.False(patience.IsCancellationRequested, "it did not happen");
            await Task.Yield();
        }
    }
}
