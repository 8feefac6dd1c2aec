using System.Net;
using System.Net.Sockets;
using LoadOperator.LoadGeneration.Clocks;
using LoadOperator.LoadGeneration.Sockets;

namespace LoadOperator.LoadGeneration.Tests.Sockets;

/// <summary>Connections of an event loop, over real sockets.</summary>
public sealed class LoopSocketTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly EventLoops _loops = new();
    private readonly EventLoop _loop;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public LoopSocketTests()
    {
        _loop = _loops.Next();
        _listener.Start();
    }

    public void Dispose()
    {
        _loops.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Connect_NobodyListens_IsRefused()
    {
        var address = (IPEndPoint)_listener.LocalEndpoint;
        _listener.Stop();
        using var socket = new LoopSocket(AddressFamily.InterNetwork, _loop);

        Assert.Equal(SocketError.ConnectionRefused, await socket.ConnectAsync(address).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Receive_BytesAndEndTogether_GivesBoth()
    {
        var (near, far) = await PairAsync();
        using var _ = near;
        far.Send("ok"u8);
        far.Shutdown(SocketShutdown.Send);
        var buffer = new byte[100];

        // The end comes with the bytes, and no event of its own.
        Assert.Equal(2, await ReceiveAsync(near, buffer));
        Assert.Equal(0, await ReceiveAsync(near, buffer));
        Assert.Equal(0, await ReceiveAsync(near, buffer));
        far.Dispose();
    }

    [Fact]
    public async Task Receive_MoreThanTheBufferHolds_GivesTheRestWithoutAnotherEvent()
    {
        var (near, far) = await PairAsync();
        using var a = near;
        using var b = far;
        far.Send(new byte[10]);
        var buffer = new byte[4];
        var counts = new List<int>();

        while (counts.Sum() < 10) counts.Add(await ReceiveAsync(near, buffer));

        Assert.Equal(10, counts.Sum());
        Assert.True(counts.Count >= 3);
    }

    [Fact]
    public async Task Receive_BeforeAnythingComes_GoesOnWhenItDoes()
    {
        var (near, far) = await PairAsync();
        using var a = near;
        using var b = far;
        var buffer = new byte[10];

        for (var i = 0; i < 1000; i++)
        {
            var received = ReceiveAsync(near, buffer);
            far.Send(new byte[1]);
            Assert.Equal(1, await received);
        }
    }

    [Fact]
    public async Task Send_MoreThanTheKernelTakes_EndsWhenTheOtherSideHasRead()
    {
        var (near, far) = await PairAsync();
        using var a = near;
        using var b = far;
        const int Length = 30_000_000;
        var sending = near.SendAsync(new byte[Length]).AsTask();
        Assert.False(sending.IsCompleted);

        var buffer = new byte[1 << 20];
        for (var read = 0; read < Length; read += await far.ReceiveAsync(buffer, TestContext.Current.CancellationToken))
        {
            // Until all has come.
        }

        Assert.Equal(Length, await sending.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dispose_WhileSomebodyWaits_TellsThatTheConnectionIsGone()
    {
        var (near, far) = await PairAsync();
        using var _ = far;
        var received = ReceiveAsync(near, new byte[10]);

        near.Dispose();

        Assert.Equal(TransportFailure.Broken, await received);
        Assert.Equal(TransportFailure.Broken, await ReceiveAsync(near, new byte[10]));
        Assert.Equal(TransportFailure.Broken, await near.SendAsync(new byte[1]));
        Assert.True(near.HasNews(asks: true));
    }

    [Fact]
    public async Task Receive_OtherSideResets_TellsThatTheConnectionIsGone()
    {
        var (near, far) = await PairAsync();
        using var _ = near;
        var received = ReceiveAsync(near, new byte[10]);
        far.LingerState = new LingerOption(true, 0);

        far.Dispose();

        Assert.Equal(TransportFailure.Broken, await received);
    }

    // What comes faster than it can be read must not keep the loop from sending what is due.
    [Fact]
    public async Task Pace_WhileATargetNeverStopsTalking_IsKept()
    {
        var (near, far) = await PairAsync();
        using var a = near;
        using var b = far;
        using var over = new CancellationTokenSource();
        var talking = Task.Run(() => Talk(far, over.Token), TestContext.Current.CancellationToken);
        // A thread of the pool may take its time to begin.
        Assert.Equal(1, await ReceiveAsync(near, new byte[1]));
        var reading = ReadAsync(near, over.Token);
        var paced = new Ticks(20);

        _loop.Pace(paced);

        await paced.Over.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await over.CancelAsync();
        near.Dispose();
        await talking;
        await reading;
    }

    // More connections have answers than one look at the kernel's queue tells of.
    [Fact]
    public async Task Pace_WithManyAnswersToRead_KnowsWhetherTheyAreRead()
    {
        const int Connections = 3 * EventQueue.Capacity;
        var pairs = new List<(LoopSocket Near, Socket Far)>();
        for (var i = 0; i < Connections; i++) pairs.Add(await PairAsync());
        var read = 0;
        foreach (var (near, _) in pairs) _ = CountAsync(near);
        using var paced = new Standstill(() => Volatile.Read(ref read));
        _loop.Pace(paced);
        await paced.Began.WaitAsync(Patience, TestContext.Current.CancellationToken);

        // The loop stands still, and they all come.
        foreach (var (_, far) in pairs) far.Send("ok"u8);
        Assert.True(SpinWait.SpinUntil(() => pairs.All(p => p.Near.HasNews(asks: true)), Patience));
        PreciseSleep.Until(MonotonicClock.Now + 2_000_000);
        paced.End();

        var seen = await paced.Seen.WaitAsync(Patience, TestContext.Current.CancellationToken);
        // It is behind, and knows it until it finds nothing more.
        Assert.Equal((Reading.Idle, Connections), seen[^1]);
        Assert.All(seen.SkipLast(1), s => Assert.Equal(Reading.Behind, s.Reading));
        Assert.NotEmpty(seen.SkipLast(1));
        foreach (var (near, far) in pairs)
        {
            near.Dispose();
            far.Dispose();
        }

        async Task CountAsync(LoopSocket socket)
        {
            await socket.ReceiveAsync(new byte[10]).ConfigureAwait(false);
            Interlocked.Increment(ref read);
        }
    }

    private static void Talk(Socket socket, CancellationToken over)
    {
        var bytes = new byte[1 << 16];
        try
        {
            while (!over.IsCancellationRequested) socket.Send(bytes);
        }
        catch (SocketException)
        {
            // The other side has heard enough.
        }
    }

    private static async Task ReadAsync(LoopSocket socket, CancellationToken over)
    {
        var buffer = new byte[1000];
        while (!over.IsCancellationRequested && await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }

    private static Task<int> ReceiveAsync(LoopSocket socket, Memory<byte> buffer) => socket.ReceiveAsync(buffer).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    private async Task<(LoopSocket Near, Socket Far)> PairAsync()
    {
        var near = new LoopSocket(AddressFamily.InterNetwork, _loop);
        Assert.Equal(SocketError.Success, await near.ConnectAsync((IPEndPoint)_listener.LocalEndpoint).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        return (near, await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Lets the loop stand still once, and then notes what it says of itself until it is idle.</summary>
    private sealed class Standstill(Func<int> read) : IPaced, IDisposable
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<IReadOnlyList<(Reading, int)>> _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<(Reading, int)> _seen = [];
        private readonly ManualResetEventSlim _end = new();

        public Task Began => _began.Task;

        public Task<IReadOnlyList<(Reading Reading, int Read)>> Seen => _idle.Task;

        public long NextDueNs => _idle.Task.IsCompleted ? long.MaxValue : 0;

        public void End() => _end.Set();

        public void RunDue(long forNs, Reading reading)
        {
            if (_began.TrySetResult())
            {
                _end.Wait(Patience);
                return;
            }

            _seen.Add((reading, read()));
            if (reading == Reading.Idle) _idle.TrySetResult(_seen);
        }

        public void Dispose() => _end.Dispose();
    }

    /// <summary>So many things, each due at once.</summary>
    private sealed class Ticks(int count) : IPaced
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Over => _over.Task;

        public long NextDueNs => _left > 0 ? 0 : long.MaxValue;

        public void RunDue(long forNs, Reading reading)
        {
            if (--_left == 0) _over.SetResult();
        }
    }
}
