using LoadOperator.Model.Feeds;
using LoadOperator.Model.Spec;

namespace LoadOperator.Cli.LocalHost;

/// <summary>The files of a workload on this machine, rows of feeds and .proto, by the names of the files that generators look for.</summary>
internal sealed record LocalWorkloadData(IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>Reads the feeds and looks for the variables; null where something is missing or wrong, with every error printed.</summary>
    /// <param name="folder">The manifest's.</param>
    public static LocalWorkloadData? Resolve(LoadCampaignSpec spec, string folder, TextWriter errors)
    {
        var isRight = true;
        var files = new Dictionary<string, byte[]>();
        var columns = new Dictionary<string, IReadOnlyList<string>?>();
        foreach (var (i, feed) in (spec.Workload.Feeds ?? []).Index())
        {
            // Nothing is said of columns where nobody could read them.
            columns[feed.Name] = null;
            var field = $"spec.workload.feeds[{i}].file";
            if (feed.File is not { } file)
            {
                Complain($"{field}: is missing: on one machine the feed '{feed.Name}' is read from a file; configMapKeyRef is for a cluster");
                continue;
            }

            if (TryRead(file, field) is not { } content) continue;
            try
            {
                columns[feed.Name] = FeedTable.Read(file, content).Columns;
                files[feed.FileName(file)] = content;
            }
            catch (FormatException exception)
            {
                Complain($"{field}: '{file}': {exception.Message}");
            }
        }

        foreach (var (i, proto) in (spec.Workload.Protos ?? []).Index())
        {
            var field = $"spec.workload.protos[{i}].file";
            if (proto.File is not { } file) Complain($"{field}: is missing: on one machine .proto files are read from files; configMapKeyRef is for a cluster");
            else if (TryRead(file, field) is { } content) files[proto.FileName] = content;
        }

        foreach (var reference in spec.ListPlaceholders(columns).Where(r => r.IsBroken)) Complain($"spec.{reference.Field}: '{reference.Value}': allowed: {string.Join(", ", reference.Allowed)}");
        foreach (var (i, variable) in (spec.Workload.Variables ?? []).Index())
        {
            if (variable.EnvironmentName is { } name && Environment.GetEnvironmentVariable(name) is null)
                Complain($"spec.workload.variables[{i}]: '{variable.Name}': on one machine its value comes from the environment variable {name}, which is not set");
        }

        return isRight ? new LocalWorkloadData(files) : null;

        byte[]? TryRead(string file, string field)
        {
            try
            {
                return Read(Path.Combine(folder, file));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                Complain($"{field}: '{file}': {exception.Message}");
                return null;
            }
        }

        void Complain(string message)
        {
            errors.WriteLine($"loadctl: {message}");
            isRight = false;
        }
    }

    /// <summary>Puts the files where a generator finds them.</summary>
    /// <returns>Null where there are none.</returns>
    public DirectoryInfo? WriteTo(DirectoryInfo parent)
    {
        if (Files.Count == 0) return null;
        var folder = parent.CreateSubdirectory("data");
        foreach (var (name, content) in Files) File.WriteAllBytes(Path.Join(folder.FullName, name), content);
        return folder;
    }

    /// <summary>No more than is allowed, and a byte, by which it is too much.</summary>
    private static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        var content = new byte[FeedTable.MostBytes + 1];
        return content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }
}
