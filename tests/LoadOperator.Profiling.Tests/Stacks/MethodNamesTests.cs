using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Tests.Stacks;

public sealed class MethodNamesTests
{
    [Theory]
    [InlineData("Shop.Orders.Parse(class System.String)", "Shop.Orders.Parse")]
    [InlineData("Shop.Orders+<ParseAsync>d__5.MoveNext()", "Shop.Orders.ParseAsync")]
    [InlineData("Shop.Orders+<>c__DisplayClass0_0.<Find>b__1(int32)", "Shop.Orders.Find.lambda")]
    [InlineData("Shop.Orders+<>c.<Find>b__3_0(int32)", "Shop.Orders.Find.lambda")]
    [InlineData("Shop.Orders.<Find>g__Walk|3_0(int32)", "Shop.Orders.Find.Walk")]
    [InlineData("Shop.Cache`2[System.__Canon,System.Int32].Get(!0)", "Shop.Cache.Get")]
    [InlineData("Shop.Cache`1[System.__Canon].Get[System.__Canon]()", "Shop.Cache.Get")]
    [InlineData("Program.<Main>$(class System.String[])", "Program.Main")]
    [InlineData("Program+<>c__DisplayClass0_0+<<<Main>$>b__2>d.MoveNext()", "Program.Main.lambda")]
    [InlineData("Shop.Orders+<<Find>g__Walk|3_0>d.MoveNext()", "Shop.Orders.Find.Walk")]
    [InlineData("System.Threading.Tasks.Task+DelayPromise.CompleteTimedOut()", "System.Threading.Tasks.Task.DelayPromise.CompleteTimedOut")]
    [InlineData("Shop.Orders..ctor()", "Shop.Orders..ctor")]
    public void Readable_OfTheCompilersName_IsTheAuthorsOne(string compiled, string expected) => Assert.Equal(expected, MethodNames.Readable(compiled));
}
