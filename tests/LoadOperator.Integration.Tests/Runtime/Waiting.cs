namespace LoadOperator.Integration.Tests.Runtime;

internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> isTrue, string what, double seconds = 30)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        while (!isTrue())
        {
            Assert.False(patience.IsCancellationRequested, $"{what}: not within {seconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
