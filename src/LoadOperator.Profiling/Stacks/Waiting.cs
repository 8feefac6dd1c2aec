namespace LoadOperator.Profiling.Stacks;

/// <summary>
/// Tells what a thread does from the methods at the end of its stack. The sample profiler looks at every managed thread, running or
/// not: without this, a thread that waits for work all day would be the most expensive of all.
/// </summary>
internal static class Waiting
{
    /// <summary>How far from the leaf a method that waits may be: its own callees are the runtime's.</summary>
    private const int Reach = 8;
    private const int NearReach = 3;

    /// <summary>Loops of the runtime's own threads. What they call in order to wait is often inlined, or has no name: then they are themselves the innermost.</summary>
    private static readonly string[] Loops =
    [
        "System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart", "System.Net.Sockets.SocketAsyncEngine.EventLoop", "System.Threading.PortableThreadPool+GateThread.GateThreadStart", "System.Threading.TimerQueue.TimerThread",
    ];

    private static readonly string[] IdleWorker = ["System.Threading.LowLevelLifoSemaphore.Wait"];

    /// <summary>Threads whose whole work is to wait for work.</summary>
    private static readonly string[] Parking =
    [
        "System.Threading.PortableThreadPool.GateThread", "System.Threading.PortableThreadPool+GateThread",
        "System.Threading.PortableThreadPool+IOCompletionPoller", "System.Threading.TimerQueue.TimerThread", "System.Net.Sockets.SocketAsyncEngine.EventLoop",
        "System.IO.FileSystemWatcher", "System.Diagnostics.Tracing.CounterGroup.PollForValues", "System.Runtime.InteropServices.PosixSignalRegistration", "Microsoft.Extensions.Logging.Console.ConsoleLoggerProcessor.",
        "Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.", "Microsoft.Extensions.Hosting.Internal.", "System.ConsolePal.",
    ];

    private static readonly string[] Sleeping = ["System.Threading.Thread.Sleep"];

    private static readonly string[] Locking =
    [
        "System.Threading.Monitor.Enter", "System.Threading.Monitor.ReliableEnter", "System.Threading.Monitor.TryEnter", "System.Threading.Lock.", "System.Threading.ReaderWriterLockSlim.", "System.Threading.Mutex.",
    ];

    private static readonly string[] Blocking =
    [
        "System.Threading.Monitor.Wait", "System.Threading.Monitor.ObjWait", "System.Threading.WaitHandle.Wait", "System.Threading.WaitHandle.SignalAndWait", "System.Threading.SemaphoreSlim.Wait", "System.Threading.ManualResetEventSlim.Wait",
        "System.Threading.Thread.Join", "System.Threading.LowLevelMonitor.Wait", "System.Threading.LowLevelLock.", "System.GC.WaitFor", "System.Threading.Tasks.Task.InternalWait", "System.Threading.Tasks.Task.SpinThenBlockingWait",
        "Interop+Sys.Read", "Interop+Sys.Poll", "Interop+Sys.Receive", "Interop+Sys.Accept", "Interop+Sys.Connect", "Interop+Sys.WaitForSocketEvents", "Interop+Sys.LowLevelMonitor_", "Interop+Sys.WaitIdExitedNoHang",
    ];

    /// <summary>What a thread with this stack does.</summary>
    /// <param name="rawNames">Methods from the leaf to the root, as the runtime names them.</param>
    /// <param name="isOutside">Whether it was outside of managed code: only there can it wait.</param>
    public static CostKind KindOf(IReadOnlyList<string> rawNames, bool isOutside)
    {
        // A thread without managed frames is the runtime's own, or the end of one. An idle worker also spins a little before it waits.
        if (rawNames.Count == 0 || Starts(rawNames.Take(NearReach), IdleWorker)) return CostKind.Idle;
        if (rawNames.FirstOrDefault(name => name.Length > 0) is { } innermost && Starts([innermost], Loops)) return CostKind.Idle;
        if (!isOutside) return CostKind.Cpu;
        var leaves = rawNames.Take(Reach).ToList();
        if (Starts(leaves, Sleeping)) return CostKind.Sleep;
        if (Starts(leaves, Locking)) return CostKind.Lock;
        if (Starts(leaves, Blocking)) return IsDispatched(rawNames) ? CostKind.Wait : CostKind.Idle;
        return Starts(rawNames.Take(NearReach), Parking) ? CostKind.Idle : CostKind.Cpu;
    }

    /// <summary>Work of the thread pool begins with its dispatcher. A wait below it is one of the application's; elsewhere a thread waits for work, or for the program's end.</summary>
    private static bool IsDispatched(IReadOnlyList<string> rawNames) => rawNames.Any(name => name.StartsWith("System.Threading.ThreadPoolWorkQueue.Dispatch", StringComparison.Ordinal));

    private static bool Starts(IEnumerable<string> names, string[] prefixes) => names.Any(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}
