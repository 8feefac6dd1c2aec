using LoadOperator.Model.Contract;
using LoadOperator.Model.Spec;

namespace LoadOperator.LoadGeneration.Arrivals;

/// <summary>A time during which one user of a closed model runs scenarios, one after the other.</summary>
/// <param name="Number">The user's number, over all generators, from 0.</param>
/// <param name="StartNs">From when.</param>
/// <param name="EndNs">Until when; the scenario under way then is still finished.</param>
public readonly record struct UserWindow(long Number, long StartNs, long EndNs);

/// <summary>
/// When the users of closed phases come and go. User j is there while more than j are wanted, so that between two phases users stay who are
/// wanted in both; user j is that of generator j mod n.
/// </summary>
public static class UserSchedule
{
    /// <summary>The windows of one generator's users, by their start.</summary>
    /// <param name="phases">Phases that follow each other, with when they begin and end.</param>
    public static IReadOnlyList<UserWindow> Of(IReadOnlyList<(LoadPhase Phase, long StartNs, long EndNs)> phases, Share share)
    {
        var users = phases.Select(p => Math.Max(p.Phase.StartCopies, p.Phase.EndCopies)).DefaultIfEmpty(0).Max();
        var windows = new List<UserWindow>();
        for (long user = share.Index; user < users; user += share.Of) windows.AddRange(Of(user, phases));
        return [.. windows.OrderBy(w => w.StartNs).ThenBy(w => w.Number)];
    }

    /// <summary>One generator's part of a number of users: the remainder goes to the first ones.</summary>
    public static int CopiesOf(int copies, Share share) => copies / share.Of + (share.Index < copies % share.Of ? 1 : 0);

    private static List<UserWindow> Of(long user, IReadOnlyList<(LoadPhase Phase, long StartNs, long EndNs)> phases)
    {
        var windows = new List<UserWindow>();
        foreach (var (phase, start, end) in phases)
        {
            if (Of(user, phase, start, end) is not { } window) continue;
            if (windows is [.., var last] && last.EndNs == window.StartNs) windows[^1] = last with { EndNs = window.EndNs };
            else windows.Add(window);
        }

        return windows;
    }

    private static UserWindow? Of(long user, LoadPhase phase, long start, long end)
    {
        if (phase.Simulation.KeepConstant is { } constant) return user < constant.Copies ? new UserWindow(user, start, end) : null;
        if (phase.Simulation.RampingConstant is not { } ramp) return null;
        int from = phase.StartCopies, to = ramp.Copies;
        if (user < Math.Min(from, to)) return new UserWindow(user, start, end);
        if (user >= Math.Max(from, to)) return null;
        // Where the line from one number to the other, rounded, passes this user.
        var turn = start + (long)((end - start) * ((user + 0.5 - from) / (to - from)));
        return to > from ? new UserWindow(user, turn, end) : new UserWindow(user, start, turn);
    }
}
