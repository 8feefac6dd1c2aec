using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Pictures;

/// <summary>Several profiles of one side as one, for a picture of all of them.</summary>
public static class Pooled
{
    public static Profile Of(IReadOnlyList<Profile> profiles)
    {
        var sums = new StackSums();
        foreach (var stack in profiles.SelectMany(p => p.Stacks)) sums.Add(stack.Frames, stack.Kind, stack.Cost);
        return new Profile
        {
            Stacks = sums.ToStacks(),
            Seconds = profiles.Sum(p => p.Seconds),
            Requests = profiles.All(p => p.Requests is not null) ? profiles.Sum(p => p.Requests) : null,
        };
    }
}
