namespace LoadOperator.Operator.Tests;

/// <summary>Addresses of the loopback network that this process alone uses: what has to listen at a certain port meets nobody there, whoever else runs these tests on the machine.</summary>
internal static class LoopbackAddress
{
    /// <summary>Process ids have 22 bits on Linux, which leaves two.</summary>
    /// <param name="number">From 1 to 3.</param>
    public static string Of(int number) => $"127.{(number << 6) | (Environment.ProcessId >> 16)}.{(Environment.ProcessId >> 8) & 255}.{Environment.ProcessId & 255}";
}
