using System.Text.Json;
using System.Text.Json.Nodes;
using LoadOperator.AgentClient.Rounds;
using LoadOperator.Histograms;
using LoadOperator.Model;
using LoadOperator.Model.Status;
using LoadOperator.Reporting;

namespace LoadOperator.Cli.LocalHost;

/// <summary>
/// A campaign's result on disk: <c>result.json</c> (the object with its status), <c>report.md</c>, and for every round, warm-up
/// and discarded ones included, <c>rounds/ID.hlog</c> (histograms) and <c>rounds/ID.json</c> (counts, time series, self-check);
/// where the targets were profiled, also <c>profiles/</c> (a folder of traces for each side, and pictures of both).
/// </summary>
internal sealed class ResultFolder
{
    private const string ResultFile = "result.json";
    private const string ReportFile = "report.md";
    private const string RoundsFolder = "rounds";

    private const string ProfilesFolder = "profiles";

    private readonly DirectoryInfo _folder;

    private ResultFolder(DirectoryInfo folder) => _folder = folder;

    /// <summary>The path as a person would type it here.</summary>
    public string DisplayPath => Path.GetRelativePath(Environment.CurrentDirectory, _folder.FullName) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : _folder.FullName;

    /// <summary>Where profiles and their pictures are kept.</summary>
    public string ProfilesPath => Path.Join(_folder.FullName, ProfilesFolder);

    /// <summary>Makes the folder, or empties it of an earlier result; nothing else in it is touched.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static ResultFolder Create(DirectoryInfo folder)
    {
        var rounds = folder.CreateSubdirectory(RoundsFolder);
        foreach (var old in rounds.EnumerateFiles().Where(f => f.Extension is ".hlog" or ".json")) old.Delete();
        File.Delete(Path.Join(folder.FullName, ReportFile));
        if (Directory.Exists(Path.Join(folder.FullName, ProfilesFolder))) Directory.Delete(Path.Join(folder.FullName, ProfilesFolder), recursive: true);
        // Written now, so that a folder that cannot be written is found out before the load, not after it.
        File.WriteAllText(Path.Join(folder.FullName, ResultFile), "");
        File.Delete(Path.Join(folder.FullName, ResultFile));
        return new ResultFolder(folder);
    }

    /// <summary>Where a folder keeps the campaign with its status.</summary>
    public static string ResultPath(string folder) => Path.Join(folder, ResultFile);

    /// <param name="path">A result folder, or the file with the campaign.</param>
    /// <exception cref="IOException">There is no readable result.</exception>
    /// <exception cref="JsonException">It is not a campaign.</exception>
    /// <exception cref="InvalidDataException">It is one that has no status.</exception>
    public static LoadCampaign ReadResult(string path)
    {
        using var file = File.OpenRead(Directory.Exists(path) ? ResultPath(path) : path);
        var campaign = JsonSerializer.Deserialize<LoadCampaign>(file, ModelJson.Compact);
        return campaign?.Status is not null ? campaign : throw new InvalidDataException("the campaign has no status");
    }

    /// <param name="warmUp">What precedes the measured part, which alone is in the histograms.</param>
    public void WriteRound(string id, TimeSpan warmUp, RoundResult result)
    {
        var path = Path.Join(_folder.FullName, RoundsFolder, id);
        using (var log = new StreamWriter(path + ".hlog"))
            HistogramLog.Write(log, result.StartedAt + warmUp, TimeSpan.FromSeconds(result.Measurement.MeasuredSeconds), [("response", result.ResponseTime), ("service", result.ServiceTime)]);
        var json = JsonSerializer.SerializeToNode(result.Measurement, ModelJson.Indented)!.AsObject();
        json["startedAt"] = JsonValue.Create(result.StartedAt);
        json["reports"] = JsonSerializer.SerializeToNode(result.Reports.Select(r => r with { ResponseTime = null, ServiceTime = null }), ModelJson.Indented);
        File.WriteAllText(path + ".json", json.ToJsonString(ModelJson.Indented));
    }

    /// <summary>Where a profile of a side is to be written.</summary>
    public string ProfilePath(Side side, string name) => Path.Join(Directory.CreateDirectory(Path.Join(ProfilesPath, side == Side.Control ? "control" : "candidate")).FullName, name);

    public void WriteResult(LoadCampaign campaign)
    {
        File.WriteAllText(Path.Join(_folder.FullName, ResultFile), JsonSerializer.Serialize(campaign, ModelJson.Indented) + "\n");
        File.WriteAllText(Path.Join(_folder.FullName, ReportFile), MarkdownReport.Of(campaign));
    }
}
