using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace LoadOperator.DemoTarget;

/// <summary>
/// What one request costs: each part settable, so that a chosen regression can be injected, and each in a method of its own, so that
/// a profile can name it.
/// </summary>
internal sealed record OrderWork
{
    private const int BlockSize = 1024;

    private static readonly Lock Stock = new();

    /// <summary>CPU: how often 1 KiB is hashed. The amount of work is fixed, its time is the machine's.</summary>
    public int HashRounds { get; init; }

    /// <summary>Allocation: bytes in arrays of 1 KiB.</summary>
    public int AllocatedBytes { get; init; }

    /// <summary>Waiting: as if for a database, without holding a thread.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Waiting that holds its thread.</summary>
    public TimeSpan Sleep { get; init; }

    /// <summary>Contention: how often 1 KiB is hashed while all other requests are kept out.</summary>
    public int LockedHashRounds { get; init; }

    /// <summary>Exceptions thrown, and caught again.</summary>
    public int Exceptions { get; init; }

    public async ValueTask<int> DoAsync(TimeProvider clock)
    {
        var check = Hash(HashRounds) ^ Allocate() ^ Reserve() ^ Validate();
        if (Sleep > TimeSpan.Zero) Block();
        if (Wait > TimeSpan.Zero) await Task.Delay(Wait, clock);
        return check;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Hash(int rounds)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        for (var i = 0; i < rounds; i++) SHA256.HashData(block, block);
        return block[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Allocate()
    {
        var check = 0;
        for (var left = AllocatedBytes; left > 0; left -= BlockSize) check ^= new byte[Math.Min(left, BlockSize)].Length;
        return check;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Reserve()
    {
        if (LockedHashRounds == 0) return 0;
        lock (Stock) return Hash(LockedHashRounds);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Validate()
    {
        var check = 0;
        for (var i = 0; i < Exceptions; i++)
        {
            try
            {
                throw new FormatException("an order that cannot be read");
            }
            catch (FormatException exception)
            {
                check ^= exception.HResult;
            }
        }

        return check;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("ApiDesign", "RS0030", Justification = "the mistake that this setting is there to make")]
    private void Block() => Thread.Sleep(Sleep);
}
