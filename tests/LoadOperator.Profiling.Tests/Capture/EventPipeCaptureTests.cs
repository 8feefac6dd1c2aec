using System.Net.Sockets;
using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class EventPipeCaptureTests : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("capture-test-");

    private Dictionary<string, string> InFolder => new() { ["TMPDIR"] = _folder.FullName };

    private string File => Path.Join(_folder.FullName, "a.nettrace");

    [Fact]
    public async Task Run_LoadedProcess_ShowsItsMethodsAndCounters()
    {
        await using var target = await LiveTarget.StartAsync(null, "--hash-rounds", "2000", "--alloc-bytes", "200000", "--exceptions", "2");

        var outcome = await EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), Duration, File, TimeProvider.System, TestContext.Current.CancellationToken);
        var profile = ProfileReader.Read(File);

        Assert.Null(outcome.Partial);
        Assert.Null(profile.Partial);
        Assert.True(CostOf(profile, CostKind.Cpu, "LoadOperator.DemoTarget.OrderWork.Hash") > 0.3 * profile.TotalOf(CostKind.Cpu), Show(profile, CostKind.Cpu));
        Assert.True(CostOf(profile, CostKind.Allocation, "LoadOperator.DemoTarget.OrderWork.Allocate") > 0.5 * profile.TotalOf(CostKind.Allocation), Show(profile, CostKind.Allocation));
        Assert.True(CostOf(profile, CostKind.Exceptions, "LoadOperator.DemoTarget.OrderWork.Validate") > 0, Show(profile, CostKind.Exceptions));
        Assert.True(profile.Counters[CounterNames.AllocatedBytes] > 0);
        var figures = outcome.Figures.Within(TimeWindow.Everything);
        Assert.True(figures[CounterNames.CpuMs] > 0);
        Assert.True(figures[CounterNames.ResidentBytes] > 10_000_000);
        // Any part of it can be told from the rest.
        Assert.True(outcome.Figures.Samples.Count > 3, $"{outcome.Figures.Samples.Count} looks");
        // The runtime tells the length of the queue every second.
        Assert.InRange(profile.Counters[CounterNames.ThreadPoolQueue], 0, 1000);
    }

    [Fact]
    public async Task Run_BySocket_Works()
    {
        await using var target = await LiveTarget.StartAsync(InFolder, "--hash-rounds", "2000");
        var socket = Directory.EnumerateFiles(_folder.FullName, $"dotnet-diagnostic-{target.Id}-*-socket").Single();

        await EventPipeCapture.RunAsync(CaptureTarget.Parse(socket), Duration, File, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(CostOf(ProfileReader.Read(File), CostKind.Cpu, "LoadOperator.DemoTarget.OrderWork.Hash") > 0);
    }

    [Fact]
    public async Task Run_ProcessWithATemporaryFolderOfItsOwn_FindsItsPortThere()
    {
        await using var target = await LiveTarget.StartAsync(InFolder, "--hash-rounds", "2000");

        var outcome = await EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), Duration, File, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(CostOf(ProfileReader.Read(File), CostKind.Cpu, "LoadOperator.DemoTarget.OrderWork.Hash") > 0);
        Assert.True(outcome.Figures.Within(TimeWindow.Everything)[CounterNames.CpuMs] > 0);
    }

    [Fact]
    public async Task Run_SleepingService_HasSleepAndNoCpuThere()
    {
        await using var target = await LiveTarget.StartAsync(null, "--hash-rounds", "0", "--sleep-ms", "20");

        await EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), Duration, File, TimeProvider.System, TestContext.Current.CancellationToken);
        var profile = ProfileReader.Read(File);

        var sleep = CostOf(profile, CostKind.Sleep, "LoadOperator.DemoTarget.OrderWork.Block");
        Assert.True(sleep > 100, $"{sleep} ms");
        Assert.True(CostOf(profile, CostKind.Cpu, "LoadOperator.DemoTarget.OrderWork.Block") < sleep / 5, Show(profile, CostKind.Cpu));
    }

    [Fact]
    public async Task Run_TargetThatEnds_KeepsWhatThereIsAndSaysSo()
    {
        await using var target = await LiveTarget.StartAsync(null, "--hash-rounds", "2000");

        var capturing = EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), TimeSpan.FromSeconds(30), File, TimeProvider.System, TestContext.Current.CancellationToken);
        while (!System.IO.File.Exists(File) || new FileInfo(File).Length < 200_000) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        target.Kill();
        var outcome = await capturing;

        Assert.Equal("the target ended during the trace", outcome.Partial);
        Assert.True(new FileInfo(File).Length >= 200_000);
        ReadsOrSaysWhy();
    }

    [Fact]
    public async Task Read_TraceCutOffAnywhere_IsAClearErrorOrMarkedPartial()
    {
        await using var target = await LiveTarget.StartAsync(null, "--hash-rounds", "500");
        await EventPipeCapture.RunAsync(new CaptureTarget.Process(target.Id), TimeSpan.FromSeconds(1), File, TimeProvider.System, TestContext.Current.CancellationToken);
        var whole = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);

        foreach (var share in new[] { 0.1, 0.5, 0.9, 0.999 })
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..(int)(share * whole.Length)], TestContext.Current.CancellationToken);
            ReadsOrSaysWhy();
        }
    }

    [Fact]
    public async Task Run_NoSuchProcess_SaysSo() =>
        Assert.Contains("there is no process 2147483646", (await FailAsync(new CaptureTarget.Process(2147483646))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Run_NoSuchSocket_SaysWhatItIsCalled() =>
        Assert.Contains("dotnet-diagnostic-PID", (await FailAsync(CaptureTarget.Parse("/nowhere/port"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Run_DiagnosticsForbidden_NamesTheSetting()
    {
        await using var target = await LiveTarget.StartAsync(new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" });

        Assert.Contains("DOTNET_EnableDiagnostics=0", (await FailAsync(new CaptureTarget.Process(target.Id))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListeningProcess_OfAnAddress_IsTheOneThatServesIt()
    {
        await using var target = await LiveTarget.StartAsync();

        Assert.Equal(target.Id, ListeningProcess.Of(target.Address));
        Assert.Contains("nothing listens at 127.0.0.1:1 here", Assert.Throws<CaptureException>(() => ListeningProcess.Of(new Uri("http://127.0.0.1:1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnsweringSocket_FolderOfOneProcess_IsItsPortWhateverWasLeftBehind()
    {
        await using var target = await LiveTarget.StartAsync(InFolder);
        // A process that was killed leaves its socket.
        await using (var killed = await LiveTarget.StartAsync(InFolder)) killed.Kill();

        var socket = AnsweringSocket.Of(_folder.FullName);

        Assert.StartsWith($"{_folder.FullName}/dotnet-diagnostic-{target.Id}-", socket, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnsweringSocket_FolderOfTwoProcesses_NamesBothAndGuessesNone()
    {
        await using var one = await LiveTarget.StartAsync(InFolder);
        await using var other = await LiveTarget.StartAsync(InFolder);

        var message = Assert.Throws<CaptureException>(() => AnsweringSocket.Of(_folder.FullName)).Message;

        foreach (var target in new[] { one, other }) Assert.Contains($"dotnet-diagnostic-{target.Id}-", message, StringComparison.Ordinal);
        Assert.Contains("DOTNET_DiagnosticPorts=PATH,nosuspend", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnsweringSocket_FolderWithoutAny_SaysWhere() =>
        Assert.Contains($"no process has its diagnostic port in {_folder.FullName}", Assert.Throws<CaptureException>(() => AnsweringSocket.Of(_folder.FullName)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Run_PortThatTheRuntimeConnectsTo_WorksAgainAndAgain()
    {
        var port = Path.Join(_folder.FullName, "port");
        await using var target = await LiveTarget.StartAsync(new Dictionary<string, string> { ["DOTNET_DiagnosticPorts"] = $"{port},nosuspend" }, "--hash-rounds", "2000");
        // What a profiler that was killed has left behind.
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) left.Bind(new UnixDomainSocketEndPoint(port));
        await System.IO.File.WriteAllTextAsync(port, "", TestContext.Current.CancellationToken);

        for (var i = 0; i < 2; i++)
        {
            var outcome = await EventPipeCapture.RunAsync(new CaptureTarget.Port(port), Duration, File, TimeProvider.System, TestContext.Current.CancellationToken);

            Assert.Null(outcome.Partial);
            Assert.True(CostOf(ProfileReader.Read(File), CostKind.Cpu, "LoadOperator.DemoTarget.OrderWork.Hash") > 0);
            Assert.False(System.IO.File.Exists(port));
        }
    }

    [Fact]
    public async Task Run_PortAtWhichAnotherWaits_IsLeftToIt()
    {
        var port = Path.Join(_folder.FullName, "port");
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(port));
        other.Listen();

        Assert.StartsWith($"another program waits at {port}", (await FailAsync(new CaptureTarget.Port(port))).Message, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(port));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<CaptureException> FailAsync(CaptureTarget target) =>
        await Assert.ThrowsAsync<CaptureException>(() => EventPipeCapture.RunAsync(target, Duration, File, TimeProvider.System, TestContext.Current.CancellationToken));

    private void ReadsOrSaysWhy()
    {
        try
        {
            Assert.NotNull(ProfileReader.Read(File).Partial);
        }
        catch (ProfileFormatException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }

    private static double CostOf(Profile profile, CostKind kind, string method) => profile.Stacks.Where(s => s.Kind == kind && s.Frames.Any(f => f.Method == method)).Sum(s => s.Cost);

    private static string Show(Profile profile, CostKind kind) => string.Join('\n', profile.Stacks.Where(s => s.Kind == kind).OrderByDescending(s => s.Cost).Take(10).Select(s => $"{s.Cost:0.0} {string.Join(';', s.Frames.Select(f => f.Method))}"));
}
