using System.Runtime.InteropServices;
using LoadOperator.LoadGeneration.SelfCheck;

namespace LoadOperator.LoadGeneration.Clocks;

/// <summary>
/// Keeps the generator's CPUs from falling asleep during a round. A CPU that idles (and a virtual one above all, which the
/// hypervisor takes away) needs up to milliseconds to wake for the next arrival. So a thread of the class SCHED_IDLE spins on
/// each: whatever else wants to run preempts it at once. It spins outside managed code, in a lock that is never free, and so
/// never holds up a garbage collection. Only for CPUs that are the generator's own. Where a quota grants just these CPUs
/// (a pod with a CPU limit), spinning would use it up and the kernel would throttle the load: there the thread dozes in naps so
/// short that the CPU does not go to sleep in between.
/// </summary>
internal sealed partial class CpuWatch : IDisposable
{
    private const int SchedIdle = 5;
    private const int LargestSpinLock = 64;
    private const long NapNs = 50_000;

    private readonly List<Spinner> _spinners = [];

    private CpuWatch()
    {
    }

    /// <summary>CPU time that the spinning itself took since it began, to be left out of the generator's own.</summary>
    public TimeSpan CpuTime => _spinners.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.CpuTime);

    /// <summary>Begins, where the process is pinned to CPUs of its own and a quota, if there is one, grants them whole; otherwise does nothing.</summary>
    public static CpuWatch Start()
    {
        var watch = new CpuWatch();
        var allowed = Affinity.AllowedCpus();
        var quota = CpuQuota.Find();
        if (allowed.Count == 0 || allowed.Count >= Affinity.OnlineCpus || quota < allowed.Count) return watch;
        foreach (var cpu in allowed) watch._spinners.Add(new Spinner(cpu, isRationed: double.IsFinite(quota)));
        return watch;
    }

    public void Dispose()
    {
        foreach (var spinner in _spinners) spinner.Dispose();
    }

    private sealed partial class Spinner : IDisposable
    {
        private readonly nint _lock = Marshal.AllocHGlobal(LargestSpinLock);
        private readonly Thread _thread;
        private readonly bool _isRationed;
        private volatile int _threadId;
        private volatile bool _isStopped;

        public Spinner(int cpu, bool isRationed)
        {
            _isRationed = isRationed;
            _ = pthread_spin_init(_lock, 0);
            _ = pthread_spin_lock(_lock);
            _thread = new Thread(() => Spin(cpu)) { Name = $"awake-{cpu}", IsBackground = true };
            _thread.Start();
        }

        public TimeSpan CpuTime => Affinity.CpuTimeOfThread(_threadId);

        public void Dispose()
        {
            _isStopped = true;
            _ = pthread_spin_unlock(_lock);
            _thread.Join();
            _ = pthread_spin_destroy(_lock);
            Marshal.FreeHGlobal(_lock);
        }

        private void Spin(int cpu)
        {
            var noPriority = 0;
            // Without the idle class the spinning would compete with the load: then rather none.
            if (sched_setscheduler(0, SchedIdle, in noPriority) != 0) return;
            Affinity.PinThisThread(cpu);
            _threadId = gettid();
            if (_isRationed)
            {
                PreciseSleep.SharpenTimers();
                while (!_isStopped) PreciseSleep.Until(MonotonicClock.Now + NapNs);
                return;
            }

            _ = pthread_spin_lock(_lock);
            _ = pthread_spin_unlock(_lock);
        }

        [LibraryImport("libc")]
        private static partial int sched_setscheduler(int pid, int policy, in int priority);

        [LibraryImport("libc")]
        private static partial int gettid();

        [LibraryImport("libc")]
        private static partial int pthread_spin_init(nint spinLock, int shared);

        [LibraryImport("libc")]
        private static partial int pthread_spin_lock(nint spinLock);

        [LibraryImport("libc")]
        private static partial int pthread_spin_unlock(nint spinLock);

        [LibraryImport("libc")]
        private static partial int pthread_spin_destroy(nint spinLock);
    }
}
