namespace LoadOperator.AgentClient.Tests;

public sealed class GeneratorFleetTests
{
    [Theory]
    [InlineData(1, 0, 110)]
    [InlineData(8, 5, 180)]
    [InlineData(8, 179, 180)]
    [InlineData(8, 1_500, 1_500)]
    public void LeadOf_Generators_IsAsLongAsTheyTakeToAnswer(int generators, double askingMs, double leadMs) =>
        Assert.Equal(leadMs, GeneratorFleet.LeadOf(generators, TimeSpan.FromMilliseconds(askingMs)).TotalMilliseconds);
}
