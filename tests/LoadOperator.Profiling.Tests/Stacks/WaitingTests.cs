using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Stacks;

public sealed class WaitingTests
{
    private const string Dispatch = "System.Threading.ThreadPoolWorkQueue.Dispatch()";

    /// <summary>From the leaf to the root.</summary>
    [Theory]
    [InlineData(CostKind.Idle, "System.Threading.LowLevelLifoSemaphore.WaitNative(int32)", "System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart()")]
    [InlineData(CostKind.Idle, "Interop+Sys.WaitForSocketEvents(int)", "System.Net.Sockets.SocketAsyncEngine.EventLoop()")]
    [InlineData(CostKind.Idle, "System.Threading.WaitHandle.WaitOneNoCheck(int32)", "System.Threading.PortableThreadPool+GateThread.GateThreadStart()")]
    [InlineData(CostKind.Idle, "System.Threading.Monitor.Wait(class System.Object)", "System.Threading.ManualResetEventSlim.Wait(int32)", "System.Threading.Tasks.Task.SpinThenBlockingWait(int32)", "Program.Main()")]
    [InlineData(CostKind.Wait, "System.Threading.Monitor.Wait(class System.Object)", "System.Threading.SemaphoreSlim.Wait(int32)", "Shop.Orders.Read()", Dispatch)]
    [InlineData(CostKind.Wait, "Interop+Sys.Receive(int)", "System.Net.Sockets.Socket.Receive()", "Shop.Orders.Read()", Dispatch)]
    [InlineData(CostKind.Lock, "System.Threading.Lock.TryEnterSlow(int32)", "System.Threading.Lock.EnterScope()", "Shop.Stock.Take()", Dispatch)]
    [InlineData(CostKind.Lock, "System.Threading.Monitor.Enter(class System.Object)", "Shop.Stock.Take()", Dispatch)]
    [InlineData(CostKind.Sleep, "System.Threading.Thread.SleepInternal(int32)", "System.Threading.Thread.Sleep(int32)", "Shop.Orders.Poll()", Dispatch)]
    [InlineData(CostKind.Cpu, "Interop+Crypto.EvpDigestOneShot(int)", "System.Security.Cryptography.SHA256.HashData()", "Shop.Orders.Sign()", Dispatch)]
    public void KindOf_ThreadOutsideOfManagedCode_IsWhatItDoes(CostKind expected, params string[] names) => Assert.Equal(expected, Waiting.KindOf(names, isOutside: true));

    [Theory]
    [InlineData(CostKind.Cpu, "System.Threading.SpinWait.SpinOnce()", "System.Threading.Lock.EnterScope()", Dispatch)]
    [InlineData(CostKind.Cpu, "Shop.Orders.Parse()", Dispatch)]
    [InlineData(CostKind.Cpu, "", "System.Net.Sockets.SocketPal.TryCompleteSendTo()", Dispatch)]
    [InlineData(CostKind.Idle, "System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart()", "System.Threading.Thread.StartCallback()")]
    [InlineData(CostKind.Idle, "", "System.Net.Sockets.SocketAsyncEngine.EventLoop()", "System.Threading.Thread.StartCallback()")]
    [InlineData(CostKind.Idle, "System.Threading.LowLevelSpinWaiter.Wait()", "System.Threading.LowLevelLifoSemaphore.Wait()", "System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart()")]
    public void KindOf_ThreadInManagedCode_RunsUnlessItIsAnIdleWorker(CostKind expected, params string[] names) => Assert.Equal(expected, Waiting.KindOf(names, isOutside: false));

    [Fact]
    public void KindOf_NoFrames_IsIdle() => Assert.Equal(CostKind.Idle, Waiting.KindOf([], isOutside: true));
}
