using LoadOperator.Profiling.Differences;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Stacks;

public sealed class FrameworkCodeTests
{
    [Theory]
    [InlineData("Shop", "Shop.Handler.Serve", false)]
    [InlineData("System.Private.CoreLib", "Shop.Handler.Serve", true)]
    [InlineData("", "System.Threading.Monitor.Wait", true)]
    [InlineData("", "Shop.Handler.Serve", false)]
    [InlineData(null, "dynamicClass.lambda_method1", true)]
    [InlineData("Anonymously Hosted DynamicMethods Assembly", "dynamicClass.InvokeStub_Line.get_Qty", true)]
    public void IsDotNet_MethodOfAModule_IsThePlatformsOrTheApplications(string? module, string method, bool isPlatform) => Assert.Equal(isPlatform, FrameworkCode.IsDotNet(module, method));

    /// <summary>What the platform calls is told; how it calls is not.</summary>
    [Fact]
    public void Compare_FramesBetweenTheApplicationsMethods_AreNotNamed()
    {
        Frame[] frames =
        [
            new("dynamicClass.lambda_method1", true), new("Program.Main.lambda", false), new("System.Runtime.CompilerServices.AsyncMethodBuilderCore.Start", true), new(FrameworkCode.NoName, true),
            new("Shop.Handler.Serve", false), new("System.Linq.Enumerable.Count", true),
        ];
        List<Profile> Side(double cost) => [.. Enumerable.Range(0, 8).Select(i => new Profile { Requests = 100, Stacks = [new StackCost(frames, CostKind.Cpu, cost * (100 + i))] })];

        var movers = ProfileComparer.Compare(Side(1), Side(3)).Movers;

        Assert.Equal("Shop.Handler.Serve", Assert.Single(movers, m => m.Measure == Measure.Exclusive).Method);
        Assert.Equal(["Program.Main.lambda", "Shop.Handler.Serve", "System.Linq.Enumerable.Count"], movers.Where(m => m.Measure == Measure.Inclusive).Select(m => m.Method));
    }
}
