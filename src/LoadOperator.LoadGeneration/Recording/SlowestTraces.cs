using LoadOperator.LoadGeneration.Requests;
using LoadOperator.Model.Contract;

namespace LoadOperator.LoadGeneration.Recording;

/// <summary>The slowest sampled requests of a round. One that is not among them costs a look at the fastest of those that are.</summary>
internal sealed class SlowestTraces(IReadOnlyList<CompiledStep> steps)
{
    private readonly Lock _lock = new();
    private readonly (long Ns, Guid Id, int Step, string? Error)[] _slowest = new (long, Guid, int, string?)[TracedRequest.MostKept];
    private int _count;

    public void Offer(int step, long responseNs, Guid id, string? error)
    {
        lock (_lock)
        {
            if (_count == _slowest.Length && responseNs <= _slowest[^1].Ns) return;
            if (_count < _slowest.Length) _count++;
            // In order, the slowest first: those that are faster move down, the fastest of a full list out.
            var place = _count - 1;
            for (; place > 0 && _slowest[place - 1].Ns < responseNs; place--) _slowest[place] = _slowest[place - 1];
            _slowest[place] = (responseNs, id, step, error);
        }
    }

    /// <summary>Null where none was sampled.</summary>
    public IReadOnlyList<TracedRequest>? Report()
    {
        lock (_lock) return _count == 0 ? null : [.. _slowest.Take(_count).Select(t => new TracedRequest($"{t.Id:N}", steps[t.Step].Scenario, steps[t.Step].Name, t.Ns / 1e6, t.Error))];
    }
}
