using System.Text.RegularExpressions;
using LoadOperator.Model.Status;

namespace LoadOperator.Model.Contract;

/// <summary>
/// What is asked of a store: a pod with a volume claim, which keeps files of campaigns there, those of one run in a folder. Written to over mutual TLS as
/// generators are; read on the loopback of its pod alone. Both sides are of one version; it is no contract with anybody else.
/// </summary>
public static partial class StoreContract
{
    /// <summary>More than the trace of a minute has.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    /// <summary>GET: a <see cref="ClockReading"/>.</summary>
    public const string ClockPath = GeneratorContract.ClockPath;

    /// <summary>PUT a file below it, under its run and its name, to get a <see cref="StoredFile"/>; GET it from there.</summary>
    public const string FilesPath = $"/{GeneratorContract.Version}/files";

    /// <summary>POST a <see cref="StoreRetention"/> below it, under the run that is to stay, to get the runs that were removed.</summary>
    public const string RetentionPath = $"/{GeneratorContract.Version}/retention";

    /// <summary>POST: there is no more to do.</summary>
    public const string StopPath = $"/{GeneratorContract.Version}/stop";

    /// <summary>Whether a run or a file may be called so: it can name nothing outside of its folder.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= ArtifactStatus.LongestName && Name().IsMatch(text);

    [GeneratedRegex(ArtifactStatus.NamePattern)]
    private static partial Regex Name();
}

/// <summary>A file as it was written.</summary>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record StoredFile(long Size, string Sha256);

/// <summary>What is to stay of the runs that a store holds.</summary>
/// <param name="Runs">How many; the last ones stay.</param>
/// <param name="MaxAge">For how long; null for any time.</param>
public sealed record StoreRetention(int Runs, TimeSpan? MaxAge);
