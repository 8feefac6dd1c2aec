using LoadOperator.Profiling.Capture;
using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;
using LoadOperator.Profiling.Tests.Reading;

namespace LoadOperator.Profiling.Tests.Capture;

public sealed class PprofCaptureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pprof-test-");
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly PprofServer _server = new();

    private string File => Path.Join(_folder.FullName, "a.pb.gz");

    private PprofCapture Capture => new(_client, _server.Root);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_GoService_IsCpuAndAllocationsOfTheSameTime()
    {
        var answer = await Capture.RunAsync(TimeSpan.FromSeconds(2.5), Cancel);
        answer.WriteTo(File);
        var profile = answer.ToProfile("a");

        Assert.Equal((30, 4096), (profile.TotalOf(CostKind.Cpu), profile.TotalOf(CostKind.Allocation)));
        Assert.Equal(["/debug/pprof/allocs?seconds=2", "/debug/pprof/profile?seconds=2"], _server.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(2, profile.Seconds);
        // What is kept can be read again: of a folder of profiles, that of CPU is one.
        Assert.Equal(30, ProfileReader.Read(File).TotalOf(CostKind.Cpu));
        Assert.Single(_folder.EnumerateFiles());
        Assert.Equal(4096, ProfileReader.Read(Path.Join(_folder.FullName, "allocs", "a.pb.gz")).TotalOf(CostKind.Allocation));
    }

    [Fact]
    public async Task Run_NothingAllocated_IsCpuAlone()
    {
        _server.Allocations = PprofBytes.Zip(PprofBytes.Of([("alloc_space", "bytes")]));

        var profile = (await Capture.RunAsync(TimeSpan.FromSeconds(1), Cancel)).ToProfile("a");

        Assert.Equal((30, 0), (profile.TotalOf(CostKind.Cpu), profile.TotalOf(CostKind.Allocation)));
    }

    [Fact]
    public async Task Run_Bomb_IsRefusedBeforeItIsUnpacked()
    {
        _server.Cpu = PprofBytes.Zip(new byte[80 * 1024 * 1024]);
        var answer = await Capture.RunAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Contains("unpacks to more than 64 MiB", Assert.Throws<ProfileFormatException>(() => answer.ToProfile("a")).Message, StringComparison.Ordinal);
    }

    /// <summary>Few bytes that take much memory, each kind at the bound that it has.</summary>
    [Theory]
    [InlineData("entries", "it has more than 1,000,000 entries")]
    [InlineData("samples", "its samples have more than 8,388,608 bytes")]
    [InlineData("frames", "its stacks have more than 4,000,000 frames together")]
    public async Task Run_AnswerBeyondTheBounds_IsRefused(string what, string expected)
    {
        string[] deep = [.. Enumerable.Repeat("main.f", 4000)];
        _server.Cpu = PprofBytes.Zip(what switch
        {
            // Texts of no length; a sample with a label of 9 MiB; and stacks of two bytes a frame.
            "entries" => [.. Enumerable.Range(0, 2_000_002).Select(i => (byte)(i % 2 == 0 ? 0x32 : 0))],
            "samples" => [0x12, 0x80, 0x80, 0xC0, 0x04, .. new byte[9 * 1024 * 1024]],
            _ => PprofBytes.Of([("cpu", "nanoseconds")], [.. Enumerable.Repeat((deep, new long[] { 1 }), 1001)]),
        });
        var answer = await Capture.RunAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Contains(expected, Assert.Throws<ProfileFormatException>(() => answer.ToProfile("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EndlessAnswer_IsCutOff()
    {
        _server.Cpu = new byte[17 * 1024 * 1024];

        await Assert.ThrowsAsync<CaptureException>(() => Capture.RunAsync(TimeSpan.FromSeconds(1), Cancel));
    }

    [Fact]
    public async Task Run_AnswerThatIsNoProfile_IsAClearError()
    {
        _server.Cpu = "<html>"u8.ToArray();

        var answer = await Capture.RunAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.StartsWith("a:", Assert.Throws<ProfileFormatException>(() => answer.ToProfile("a")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Probe_ServiceWithoutPprof_SaysWhereItWasSought(int status)
    {
        _server.Status = status;

        var message = (await Assert.ThrowsAsync<CaptureException>(() => Capture.ProbeAsync(Cancel))).Message;

        Assert.StartsWith($"{_server.Root}/ answered {status}: a Go service serves its profiles there by net/http/pprof", message, StringComparison.Ordinal);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Probe_NothingListens_SaysSo()
    {
        var message = (await Assert.ThrowsAsync<CaptureException>(() => new PprofCapture(_client, new Uri("http://127.0.0.1:1/debug/pprof")).ProbeAsync(Cancel))).Message;

        Assert.StartsWith("http://127.0.0.1:1/debug/pprof/ cannot be read: ", message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }
}
