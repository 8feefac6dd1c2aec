using LoadOperator.Hosting;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using LoadOperator.Profiling.Capture;

namespace LoadOperator.Operator.Profiles;

/// <summary>
/// The ways to the processes of a campaign's sides, as far as they were tried. What a pod shows of a way is not all: a sidecar may be another operator's, a node may
/// refuse what it is to add.
/// </summary>
internal sealed class TriedWays
{
    /// <summary>Of others' words; so that the reasons of all ways have room in one message.</summary>
    private const int LongestReason = 300;

    private static readonly RefusedWay NotAfterAnAnswer = new(TraceWay.Port, ["a port alone does not say whose it is, where a profiler that could tell has refused the target's process"]);

    private readonly SortedDictionary<Side, ProfilerChoice> _choices = [];
    private readonly Dictionary<Side, List<RefusedWay>> _failed = new() { [Side.Control] = [], [Side.Candidate] = [] };

    /// <summary>The way of each side, as last taken, and why those before it were not; null where none was sought.</summary>
    public IReadOnlyList<ProfilerAccessStatus>? Access => _choices.Count == 0 ? null :
    [
        .. _choices.Select(c => new ProfilerAccessStatus { Side = c.Key, Via = c.Value.Access?.Way.ToString(), Refused = c.Value.Refused.Count > 0 ? [.. c.Value.Refused.Select(r => r.ToString())] : null }),
    ];

    /// <summary>Takes the first way that can be taken; where it fails, the next.</summary>
    /// <param name="choose">Chooses of those that have not failed.</param>
    /// <param name="take">Takes one; that it fails, a <see cref="CaptureException"/> says.</param>
    /// <param name="isProven">Whether it has led to a profile of this side. Then it is the way: what goes wrong has another cause, and profiles of two ways are not the same.</param>
    /// <exception cref="CaptureException">No way is left.</exception>
    public async Task<T> TakeAsync<T>(Side side, Func<IReadOnlyList<RefusedWay>, ProfilerChoice> choose, Func<ProfilerAccess, Task<T>> take, bool isProven)
    {
        var failed = _failed[side];
        while (true)
        {
            var choice = choose(failed);
            // Until it has been taken there is none.
            if (!isProven) _choices[side] = choice with { Access = null };
            var access = choice.Access ?? throw new CaptureException(choice.Explain());
            try
            {
                var taken = await take(access);
                _choices[side] = choice;
                return taken;
            }
            catch (CaptureException exception) when (!isProven)
            {
                failed.Add(new RefusedWay(access.Way, [OthersWords.Cut(exception.Message, LongestReason)]));
                if (exception.IsAnswer) failed.Add(NotAfterAnAnswer);
            }
        }
    }
}
