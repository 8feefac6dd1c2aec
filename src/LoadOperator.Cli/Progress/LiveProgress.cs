using LoadOperator.Campaigns.Lifecycle;
using LoadOperator.Campaigns.Planning;
using LoadOperator.Hosting;
using LoadOperator.Model.Contract;
using LoadOperator.Model.Metrics;
using LoadOperator.Model.Spec;
using LoadOperator.Model.Status;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LoadOperator.Cli.Progress;

/// <summary>A few lines on the terminal that stay in place and move.</summary>
internal sealed class LiveProgress : ICampaignObserver
{
    private const int BarWidth = 40;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);

    private readonly CampaignPlan _plan;
    private readonly TimeProvider _clock;
    private readonly IAnsiConsole _console;
    private readonly CancellationTokenSource _ended = new();
    private readonly DateTimeOffset _startedAt;
    private readonly Task _drawing;
    private volatile CampaignProgress? _progress;
    private volatile LiveFigures? _figures;
    private DateTimeOffset _stepStartedAt;

    public LiveProgress(TextWriter output, CampaignPlan plan, TimeProvider clock)
    {
        _plan = plan;
        _clock = clock;
        _startedAt = clock.GetUtcNow();
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        _drawing = DrawAsync();
    }

    public void Decided(Decision decision, CampaignState state)
    {
        _stepStartedAt = _clock.GetUtcNow();
        _figures = null;
        _progress = new CampaignProgress(_plan, state, decision);
    }

    public void RoundIsUnderWay(IReadOnlyList<RoundReport> reports) => _figures = LiveFigures.Of(reports) ?? _figures;

    public void Happened(CampaignEvent happened, CampaignState state)
    {
        if (_progress is { } progress) _progress = progress with { State = state };
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        try
        {
            await _drawing;
        }
        catch (IOException)
        {
            // The terminal is gone; the campaign's result is not its business.
        }

        _ended.Dispose();
    }

    private Task DrawAsync() => _console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
    {
        while (!_ended.IsCancellationRequested)
        {
            if (_progress is { } progress) live.UpdateTarget(Render(progress));
            await Task.Delay(RedrawInterval, _clock, _ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    });

    private Grid Render(CampaignProgress progress)
    {
        var now = _clock.GetUtcNow();
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap());
        var done = (double)progress.PairsDone / _plan.Pairs;
        var filled = (int)(done * BarWidth);
        grid.AddRow(new Markup($"[bold]{Markup.Escape(_plan.Name)}[/]"), new Text(_plan.HasControl ? $"{_plan.Spec.Candidate.DisplayName} against {_plan.Against}" : _plan.Spec.Candidate.DisplayName));
        grid.AddRow(new Text(_plan.HasControl ? "pairs" : "rounds"), new Markup($"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/] {progress.PairsDone}/{_plan.Pairs}{(progress.State.Discarded > 0 ? $"  [yellow]{progress.State.Discarded} discarded[/]" : "")}"));
        grid.AddRow(new Text("now"), Now(progress));
        grid.AddRow(new Text("P95"), Sides(progress));
        grid.AddRow(new Text("time"), new Text($"{now - _startedAt:h\\:mm\\:ss} gone, about {progress.TimeLeft(now, _stepStartedAt):h\\:mm\\:ss} left"));
        return grid;
    }

    private Text Now(CampaignProgress progress) =>
        new(progress.Doing + (_figures is { } f ? $": {Figures.Value(f.Rate, "1/s")} achieved{Scheduled()}, P95 {Figures.Value(f.P95Ms, "ms")}{(f.Errors > 0 ? $", {f.Errors} errors" : "")}" : ""));

    private string Scheduled() => _plan.Spec.Load.EffectiveSimulations is [{ Inject: Inject inject }] ? $" of {Figures.Value(inject.Rate / inject.Interval.Seconds, "1/s")}" : "";

    private static IRenderable Sides(CampaignProgress progress)
    {
        if (progress.P95Of(Side.Candidate) is not { } candidate) return new Markup("[grey]not yet[/]");
        if (progress.P95Of(Side.Control) is not { } control) return new Text($"candidate {Figures.Value(candidate, "ms")}");
        return new Text($"control {Figures.Value(control, "ms")}, candidate {Figures.Value(candidate, "ms")} ({Figures.Delta(candidate / control - 1, Scale.Ratio)} so far)");
    }
}
