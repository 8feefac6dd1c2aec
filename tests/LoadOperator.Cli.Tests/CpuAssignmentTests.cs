using LoadOperator.Cli.LocalHost;

namespace LoadOperator.Cli.Tests;

public sealed class CpuAssignmentTests
{
    [Fact]
    public void Plan_EnoughCpus_GivesEachGeneratorItsOwnAndLeavesOne()
    {
        var plan = CpuAssignment.Plan([0, 1, 2, 3], generators: 3, cpusEach: 1);

        Assert.Equal([3, 2, 1], plan.Select(a => Assert.Single(a.Cpus)));
        Assert.All(plan, a => Assert.Empty(a.NotEnforced));
    }

    [Fact]
    public void Plan_TooFewCpus_SharesThemAndSaysSo()
    {
        var plan = CpuAssignment.Plan([0, 1], generators: 2, cpusEach: 1);

        Assert.All(plan, a => Assert.Equal([1], a.Cpus));
        Assert.All(plan, a => Assert.Contains("share CPU 1", Assert.Single(a.NotEnforced), StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_OneCpu_PinsNothingAndSaysSo()
    {
        var assignment = Assert.Single(CpuAssignment.Plan([0], 1, 1));

        Assert.Empty(assignment.Cpus);
        Assert.Contains("not pinned", Assert.Single(assignment.NotEnforced), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_FractionOfACpu_SaysThatTheLimitIsNotEnforced() =>
        Assert.Contains("limit of 0.5 is not enforced", Assert.Single(CpuAssignment.Plan([0, 1], 1, 0.5m)[0].NotEnforced), StringComparison.Ordinal);
}
