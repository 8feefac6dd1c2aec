using System.Net;
using LoadOperator.Model.Contract;
using LoadOperator.Profiling.Capture;

namespace LoadOperator.Agent;

/// <summary>How an agent was asked to run.</summary>
/// <param name="Listen">The address to serve on; port 0 takes any free one.</param>
/// <param name="TlsFolder">The folder with <c>tls.crt</c>, <c>tls.key</c> and <c>ca.crt</c>: the agent's certificate, its key, and who signs its clients'.</param>
/// <param name="DataFolder">The folder of the files that plans name, of feeds and .proto files; null where they name none.</param>
/// <param name="StopWithStdin">Whether the end of standard input ends the agent: so that it never outlives the process that started it.</param>
internal sealed record AgentOptions(IPEndPoint Listen, DirectoryInfo TlsFolder, DirectoryInfo? DataFolder, bool StopWithStdin);

/// <summary>How a profiler was asked to run.</summary>
/// <param name="Listen">The address to serve on; port 0 takes any free one.</param>
/// <param name="Idle">It ends when nobody has asked anything for this long: a container that was added to a pod cannot be taken away. Null for one that the pod was made with, which goes on.</param>
/// <param name="PortFolder">The folder of the target's diagnostic port; null where it shares the target's processes.</param>
/// <param name="Port">A diagnostic port that the target connects to; null where it shares the target's processes.</param>
internal sealed record ProfilerOptions(IPEndPoint Listen, TimeSpan? Idle, string? PortFolder, string? Port)
{
    /// <summary>What is to be looked at, of the process that serves a port.</summary>
    /// <exception cref="CaptureException">There is no such process, or it cannot be told which.</exception>
    public CaptureTarget TargetOf(ProfileBeginning beginning)
    {
        if (beginning.CountersAlone) return Port is null && PortFolder is null ? new CaptureTarget.Processes(ListeningProcess.AllOf(beginning.Port)) { IsInThisPod = true } : throw new CaptureException("the profiler was given a diagnostic port and looks at no process, and counters are those of one: start it without, in a pod with shareProcessNamespace: true");
        return Port is not null ? new CaptureTarget.Port(Port) { IsInThisPod = true }
            : PortFolder is not null ? new CaptureTarget.Socket(AnsweringSocket.Of(PortFolder)) { IsInThisPod = true }
            : new CaptureTarget.Process(ListeningProcess.Of(beginning.Port)) { IsInThisPod = true };
    }
}
