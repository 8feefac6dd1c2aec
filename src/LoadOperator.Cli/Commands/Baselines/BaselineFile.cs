using LoadOperator.Model.Baselines;
using LoadOperator.Model.Manifests;

namespace LoadOperator.Cli.Commands.Baselines;

/// <summary>A baseline as a file on this machine.</summary>
internal static class BaselineFile
{
    /// <summary>Reads a baseline; null, and said why, where it cannot be used.</summary>
    /// <param name="mayBeEmpty">Whether one without revisions will do.</param>
    public static Baseline? Read(string path, TextWriter errors, bool mayBeEmpty = false)
    {
        try
        {
            using var text = new StreamReader(path);
            var manifest = BaselineManifest.Read(text);
            foreach (var problem in manifest.Problems) errors.WriteLine(problem.Format(path));
            if (!mayBeEmpty && manifest.Baseline is { Spec.Samples.Count: 0 })
            {
                errors.WriteLine($"{path}: spec.samples: holds no revision; loadctl baseline create makes a file that does");
                return null;
            }

            return manifest.Baseline;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.WriteLine($"loadctl: {path} cannot be read: {exception.Message}");
            return null;
        }
    }

    /// <summary>Reads a baseline and hands it on; where that cannot be done, says why.</summary>
    public static int Use(string path, Func<Baseline, int> use)
    {
        if (Read(path, Console.Error) is not { } baseline) return ExitCode.Usage;
        try
        {
            return use(baseline);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"loadctl: {path}: {exception.Message}");
            return ExitCode.Usage;
        }
    }

    /// <summary>Writes it in one go: a file half written would be a baseline lost.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Baseline baseline)
    {
        baseline.Status = null;
        var next = path + ".next";
        File.WriteAllText(next, BaselineManifest.Write(baseline, asJson: path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)));
        File.Move(next, path, overwrite: true);
    }
}
