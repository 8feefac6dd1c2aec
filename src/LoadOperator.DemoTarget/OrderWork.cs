using System.Security.Cryptography;

namespace LoadOperator.DemoTarget;

/// <summary>What one request costs: each part settable, so that a chosen regression can be injected.</summary>
/// <param name="HashRounds">CPU: how often 1 KiB is hashed. The amount of work is fixed, its time is the machine's.</param>
/// <param name="AllocatedBytes">Allocation: bytes in arrays of 1 KiB.</param>
/// <param name="Wait">Waiting: as if for a database.</param>
internal sealed record OrderWork(int HashRounds, int AllocatedBytes, TimeSpan Wait)
{
    private const int BlockSize = 1024;

    public async ValueTask<int> DoAsync(TimeProvider clock)
    {
        var check = Hash();
        for (var left = AllocatedBytes; left > 0; left -= BlockSize) check ^= new byte[Math.Min(left, BlockSize)].Length;
        if (Wait > TimeSpan.Zero) await Task.Delay(Wait, clock);
        return check;
    }

    private int Hash()
    {
        Span<byte> block = stackalloc byte[BlockSize];
        for (var i = 0; i < HashRounds; i++) SHA256.HashData(block, block);
        return block[0];
    }
}
