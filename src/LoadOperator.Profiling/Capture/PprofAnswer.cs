using LoadOperator.Profiling.Reading;
using LoadOperator.Profiling.Stacks;

namespace LoadOperator.Profiling.Capture;

/// <summary>What a process has answered, as it was sent: profiles of CPU and of allocations, of the same time.</summary>
public sealed record PprofAnswer(byte[] Cpu, byte[] Allocations)
{
    /// <summary>What the files of such profiles are called.</summary>
    public const string Extension = ".pb.gz";

    /// <summary>A hundred times what a large service has, unpacked.</summary>
    private const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Both in one.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ProfileFormatException">That of CPU is none.</exception>
    public Profile ToProfile(string name)
    {
        var whole = ProfileReader.Read(name, Cpu, MostBytes);
        try
        {
            var allocated = ProfileReader.Read(name, Allocations, MostBytes);
            return whole with { Stacks = [.. whole.Stacks, .. allocated.Stacks.Where(s => s.Kind == CostKind.Allocation)], Partial = whole.Partial ?? allocated.Partial };
        }
        catch (ProfileFormatException)
        {
            // A process that has allocated nothing meanwhile has a profile without samples.
            return whole;
        }
    }

    /// <summary>Keeps them: of CPU in the file, of allocations in the folder <c>allocs</c> beside it, so that a folder of files is one of profiles of the same kind.</summary>
    public void WriteTo(string file)
    {
        File.WriteAllBytes(file, Cpu);
        var folder = Directory.CreateDirectory(Path.Join(Path.GetDirectoryName(file), "allocs"));
        File.WriteAllBytes(Path.Join(folder.FullName, Path.GetFileName(file)), Allocations);
    }
}
